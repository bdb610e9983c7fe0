# shellcheck shell=bash
# Small words the lab's scripts share.

die() {
    echo "lab: $*" >&2
    exit 1
}

# wait_until SECONDS COMMAND...: runs COMMAND until it succeeds; says so and fails once SECONDS have passed in vain.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || {
            echo "waited in vain for: $*"
            return 1
        }
        sleep 0.02
    done
}

# require_programs: stops unless this is root, and everything that the lab runs is installed and built. Exports where:
# LAB_SOURCE (this folder), VSH, STUB, BOOT_FILE, SIGNER, IN_TFTPD, ATFTPD.
require_programs() {
    local repo build unpacked program
    [[ $EUID -eq 0 ]] || die "a lab makes network namespaces: run it as root or through sudo"
    LAB_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    repo=$(cd "$LAB_SOURCE/../.." && pwd)
    build=${POAP_BUILD:-$repo/build}
    VSH=$build/host/tests/emulator/vsh
    STUB=$build/host/server-stub/poap-server-stub
    BOOT_FILE=$build/nxos/poap_script.py
    SIGNER=$repo/scripts/sign-boot-file
    unpacked=${XDG_CACHE_HOME:-$HOME/.cache}/poap-agent/bin
    IN_TFTPD=$unpacked/in.tftpd
    ATFTPD=$unpacked/atftpd
    export LAB_SOURCE VSH STUB BOOT_FILE SIGNER IN_TFTPD ATFTPD
    for program in "$VSH" "$STUB" "$BOOT_FILE" "$SIGNER" "$IN_TFTPD" "$ATFTPD"; do
        [[ -s $program ]] || die "$program is missing: run scripts/setup and build the presets host and nxos first"
    done
    for program in busybox dnsmasq ip ss tc tftp nsenter unshare setpriv pivot_root pkill /usr/bin/python3; do
        command -v "$program" >/dev/null || die "$program is not installed: run scripts/setup first"
    done
}
