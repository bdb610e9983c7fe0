# shellcheck shell=bash
# Checks of a switch's final state.

failures=0

# expect WHAT WANTED FOUND: prints and counts a failure if they differ.
expect() {
    [[ $2 == "$3" ]] || {
        echo "WRONG: $1: expected '$2', found '$3'"
        failures=$((failures + 1))
    }
}

no_failures() {
    ((failures == 0))
}

# poap_rounds NAME: how often the switch started POAP.
poap_rounds() {
    grep -c -e POAP_DHCP_DISCOVER_START -e POAP_USB_START "$OUT/$1/console" || true
}

# cli_calls NAME: how often its CLI was started.
cli_calls() {
    touch "$LAB/$1/nvram/calls"
    wc -l <"$LAB/$1/nvram/calls"
}

# config_digest FILE: MD5 of a configuration with a newline at its end, which a switch always adds; '-' for no file.
config_digest() {
    [[ -e $1 ]] || { echo - && return; }
    # shellcheck disable=SC1003 # sed's own backslash
    sed -e '$a\' "$1" | md5sum | cut -d ' ' -f 1
}

# scheduled_digest FILE IMAGE: MD5 of a configuration as it is scheduled, with IMAGE's boot line at the end.
scheduled_digest() {
    [[ -e $1 ]] || { echo - && return; }
    # shellcheck disable=SC1003 # sed's own backslash
    { sed -e '$a\' "$1" && echo "boot nxos bootflash:///$2"; } | md5sum | cut -d ' ' -f 1
}

# bootflash_files NAME: the files on its bootflash, one per line, sorted, without the agent's logs, which may stay.
bootflash_files() {
    (cd "$LAB/$1/bootflash" && find . -type f ! -name '[0-9]*_poap.log' -printf '%P\n' | LC_ALL=C sort)
}

# expect_provisioned NAME ROUNDS [FILE...]: the switch is up with the pod's image and its own configuration after ROUNDS
# of POAP. Its bootflash contains no other files except FILEs, so nothing is scheduled.
expect_provisioned() {
    local name=$1 rounds=$2 nvram=$LAB/$1/nvram rendered wanted
    shift 2
    rendered=$LAB/server/templates/$(<"$nvram/serial").cfg
    wanted=$(scheduled_digest "$rendered" "$POD_IMAGE")
    expect "$name's state" online "$(switch_state "$name")"
    expect "$name's running image" "$POD_IMAGE" "$(<"$nvram/running_image")"
    expect "$name's boot variable" "nxos bootflash:///$POD_IMAGE" "$(<"$nvram/boot.saved")"
    expect "$name's hostname" "hostname nxos-$name" "$(grep -s ^hostname "$nvram/running-config" || true)"
    expect "$name's running config" "$wanted" "$(md5sum <"$nvram/running-config" | cut -d ' ' -f 1)"
    expect "$name's startup config" "$wanted" "$(config_digest "$nvram/startup-config")"
    expect "the image that $name replayed its configuration on" "$POD_IMAGE" "$(cat "$nvram/replayed_on")"
    expect "$name's rounds of POAP" "$rounds" "$(poap_rounds "$name")"
    expect "$name's files on bootflash" \
        "$(printf '%s\n' "$(<"$LAB/$name/factory-image")" "$POD_IMAGE" scripts/script.sh "$@" | LC_ALL=C sort -u)" \
        "$(bootflash_files "$name")"
    expect "what $name's boot file left in RAM" "" "$(cat "$OUT/$name/leftovers")"
}

# expect_still_in_poap NAME PATTERN: the switch gave up after five rounds, each with one console line that matches
# PATTERN.
expect_still_in_poap() {
    expect "$1's state" "still in POAP" "$(switch_state "$1")"
    expect "lines with '$2' on $1's console" 5 "$(grep -c "$2" "$OUT/$1/console")"
}

# expect_lost NAME PATTERN: the switch needs a person, and one line on its console matches PATTERN.
expect_lost() {
    expect "$1's state" lost "$(switch_state "$1")"
    expect "lines with '$2' on $1's console" 1 "$(grep -c "$2" "$OUT/$1/console")"
}

# expect_image_over PROTOCOL NAME: the switch was provisioned in one round, and downloaded its missing image once.
expect_image_over() {
    expect_provisioned "$2" 1
    expect "$2's images over $1" 1 "$(grep -c "Transferring file $POD_IMAGE over $1" "$OUT/$2/console")"
}

# expect_in_console NAME PATTERN
expect_in_console() {
    expect "whether $1's console has '$2'" yes "$(grep -q "$2" "$OUT/$1/console" && echo yes)"
}

# expect_image_resumed: after a cut download, nginx sent only the missing part.
expect_image_resumed() {
    local size
    size=$(stat -c %s "$LAB/server/templates/$POD_IMAGE")
    # nginx does not log a transfer that is cut when nginx itself ends.
    expect "nginx's status after the cut, and whether it sent exactly the missing part" "206 yes" \
        "$(awk -v size="$size" -v image="/images/$POD_IMAGE" '
            $2 == image && $4 != 200 {
                from = $NF
                gsub(/[^0-9]/, "", from)
                print $4, (from > 0 && from + $5 == size ? "yes" : "no")
            }
        ' "$OUT/server/nginx.log")"
}

# expect_address NAME ADDRESS: its address from DHCP.
expect_address() {
    expect "$1's address" "$2" "$(sed -n 's/.*Assigned IP address: //p' "$OUT/$1/console")"
}

# expect_provisioned_late NAME CODE: the switch was provisioned although its first round ended with exit code CODE.
expect_provisioned_late() {
    local rounds
    rounds=$(poap_rounds "$1")
    expect "$1's first round" "exit code $2" "$(grep -m 1 -o 'exit code .*' "$OUT/$1/console")"
    expect "$1 needed another round" yes "$( ((rounds > 1)) && echo yes)"
    expect_provisioned "$1" "$rounds"
}

# expect_secret NAME TEXT: TEXT is in the boot file, and in no other file on the switch or in its records.
expect_secret() {
    expect "where $1 has '$2'" "$LAB/$1/bootflash/scripts/script.sh" \
        "$(grep -rlF "$2" "$OUT/$1" "$LAB/$1"/{bootflash,nvram})"
}

# expect_untouched NAME: the switch is still factory-new.
expect_untouched() {
    local name=$1 nvram=$LAB/$1/nvram
    expect "$name's running image" "$(<"$LAB/$name/factory-image")" "$(<"$nvram/running_image")"
    expect "$name's startup config" - "$(config_digest "$nvram/startup-config")"
    expect "$name's files on bootflash" \
        "$(printf '%s\n' "$(<"$LAB/$name/factory-image")" scripts/script.sh)" "$(bootflash_files "$name")"
}

# report NAME...: prints the final table.
report() {
    local name nvram tenths row='%-8s %-12s %-21s %-21s %-33s %s\n'
    # shellcheck disable=SC2059 # one form for every row
    printf "\n$row" switch serial "image before" "image after" "config MD5" seconds
    for name; do
        nvram=$LAB/$name/nvram
        read -r _ tenths <"$LAB/$name/state"
        # shellcheck disable=SC2059
        printf "$row" "$name" "$(<"$nvram/serial")" "$(<"$LAB/$name/factory-image")" "$(<"$nvram/running_image")" \
            "$(config_digest "$nvram/running-config")" "$((tenths / 10)).$((tenths % 10)) ($(switch_state "$name"))"
    done
}
