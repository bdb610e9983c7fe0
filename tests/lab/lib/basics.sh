# shellcheck shell=bash
# Helpers for all scripts of the lab.

die() {
    echo "lab: $*" >&2
    exit 1
}

# wait_until SECONDS COMMAND...: runs COMMAND until it succeeds; prints a message and fails after SECONDS.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || {
            echo "timed out waiting for: $*"
            return 1
        }
        sleep 0.02
    done
}

# require_programs: stops unless this is root and everything the lab runs is installed and built. Exports the paths
# LAB_SOURCE (this folder), EXAMPLES (the files in docs/deploy.md), VSH, STUB, PACKAGE (the stub's; empty if it is not
# built), BOOT_FILE, SIGNER, and the servers that are unpacked, not installed: IN_TFTPD, ATFTPD, DHCPD, KEA, KEA_LFC,
# VSFTPD, SSHD, SFTP_SERVER, SSH_KEYGEN, NGINX_PROGRAM (nginx itself uses `NGINX`).
require_programs() {
    local repo build unpacked program
    [[ $EUID -eq 0 ]] || die "the lab creates network namespaces: run it as root or with sudo"
    LAB_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    repo=$(cd "$LAB_SOURCE/../.." && pwd)
    build=${POAP_BUILD:-$repo/build}
    EXAMPLES=$repo/docs/examples
    VSH=$build/host/tests/emulator/vsh
    STUB=$build/host/server-stub/poap-server-stub
    # shellcheck disable=SC2012 # the build gives it a plain name; after a new version, there are several
    PACKAGE=$(ls -t "$build"/host/poap-server-stub_*.deb 2>/dev/null | head -n 1 || true)
    BOOT_FILE=$build/nxos/poap_script.py
    SIGNER=$repo/scripts/sign-boot-file
    unpacked=${XDG_CACHE_HOME:-$HOME/.cache}/poap-agent/bin
    IN_TFTPD=$unpacked/in.tftpd
    ATFTPD=$unpacked/atftpd
    DHCPD=$unpacked/dhcpd
    KEA=$unpacked/kea-dhcp4
    KEA_LFC=$unpacked/kea-lfc
    NGINX_PROGRAM=$unpacked/nginx
    VSFTPD=$unpacked/vsftpd
    SSHD=$unpacked/sshd
    SFTP_SERVER=$unpacked/sftp-server
    SSH_KEYGEN=$unpacked/ssh-keygen
    export LAB_SOURCE EXAMPLES VSH STUB PACKAGE BOOT_FILE SIGNER IN_TFTPD ATFTPD DHCPD KEA KEA_LFC NGINX_PROGRAM \
        VSFTPD SSHD SFTP_SERVER SSH_KEYGEN
    for program in "$VSH" "$STUB" "$BOOT_FILE" "$SIGNER" "$IN_TFTPD" "$ATFTPD" "$DHCPD" "$KEA" "$KEA_LFC" "$NGINX_PROGRAM" \
        "$VSFTPD" "$SSHD" "$SFTP_SERVER" "$SSH_KEYGEN"; do
        [[ -s $program ]] || die "$program is missing: run scripts/setup and build the presets host and nxos first"
    done
    for program in busybox curl dnsmasq ip openssl ss tc tftp nsenter unshare setpriv pivot_root pkill /usr/bin/python3; do
        command -v "$program" >/dev/null || die "$program is not installed: run scripts/setup first"
    done
}
