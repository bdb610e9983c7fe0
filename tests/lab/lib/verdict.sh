# shellcheck shell=bash
# What a switch has to be at the end.

failures=0

# expect WHAT WANTED FOUND: says so and counts it when they differ.
expect() {
    [[ $2 == "$3" ]] || {
        echo "WRONG: $1: expected '$2', found '$3'"
        failures=$((failures + 1))
    }
}

no_failures() {
    ((failures == 0))
}

# poap_rounds NAME: how often the switch began POAP.
poap_rounds() {
    grep -c -e POAP_DHCP_DISCOVER_START -e POAP_USB_START "$OUT/$1/console" || true
}

# cli_calls NAME: how often its CLI was started.
cli_calls() {
    touch "$LAB/$1/nvram/calls"
    wc -l <"$LAB/$1/nvram/calls"
}

# config_digest FILE: MD5 of a configuration, which on a switch ends in a newline whatever the server sent; '-' for none.
config_digest() {
    [[ -e $1 ]] || { echo - && return; }
    # shellcheck disable=SC1003 # sed's own backslash
    sed -e '$a\' "$1" | md5sum | cut -d ' ' -f 1
}

# scheduled_digest FILE IMAGE: MD5 of what is scheduled of a configuration, which has IMAGE's boot line last.
scheduled_digest() {
    [[ -e $1 ]] || { echo - && return; }
    # shellcheck disable=SC1003 # sed's own backslash
    { sed -e '$a\' "$1" && echo "boot nxos bootflash:///$2"; } | md5sum | cut -d ' ' -f 1
}

# bootflash_files NAME: one a line, sorted; the agent's logs may stay, and are not listed.
bootflash_files() {
    (cd "$LAB/$1/bootflash" && find . -type f ! -name '[0-9]*_poap.log' -printf '%P\n' | LC_ALL=C sort)
}

# expect_provisioned NAME ROUNDS [FILE...]: up with the pod's image and its own configuration after ROUNDS of POAP,
# nothing else left on its bootflash but FILEs; so nothing is scheduled any more.
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

# expect_still_in_poap NAME PATTERN: given up after five rounds, each with one line on its console that has PATTERN.
expect_still_in_poap() {
    expect "$1's state" "still in POAP" "$(switch_state "$1")"
    expect "lines with '$2' on $1's console" 5 "$(grep -c "$2" "$OUT/$1/console")"
}

# expect_lost NAME PATTERN: it takes a person, and its console has one line with PATTERN.
expect_lost() {
    expect "$1's state" lost "$(switch_state "$1")"
    expect "lines with '$2' on $1's console" 1 "$(grep -c "$2" "$OUT/$1/console")"
}

# expect_image_over_tftp NAME: provisioned in one round, with an image that it did not have and fetched once.
expect_image_over_tftp() {
    expect_provisioned "$1" 1
    expect "$1's images over TFTP" 1 "$(grep -c "Transferring file $POD_IMAGE over TFTP" "$OUT/$1/console")"
}

# expect_image_over_http NAME: likewise, over HTTP.
expect_image_over_http() {
    expect_provisioned "$1" 1
    expect "$1's images over HTTP" 1 "$(grep -c "Transferring file $POD_IMAGE over HTTP" "$OUT/$1/console")"
}

# expect_image_resumed: after a download that was cut, nginx sent what was missing, and nothing else.
expect_image_resumed() {
    local size
    size=$(stat -c %s "$LAB/server/templates/$POD_IMAGE")
    # A transfer that nginx's own end cut is not in its log.
    expect "what nginx sent after the cut, and whether that is all that was missing" "206 yes" \
        "$(awk -v size="$size" -v image="/images/$POD_IMAGE" '
            $2 == image && $4 != 200 {
                from = $NF
                gsub(/[^0-9]/, "", from)
                print $4, (from > 0 && from + $5 == size ? "yes" : "no")
            }
        ' "$OUT/server/nginx.log")"
}

# expect_address NAME ADDRESS: what DHCP gave it.
expect_address() {
    expect "$1's address" "$2" "$(sed -n 's/.*Assigned IP address: //p' "$OUT/$1/console")"
}

# expect_provisioned_late NAME CODE: provisioned all the same after a first round that ended with exit code CODE.
expect_provisioned_late() {
    local rounds
    rounds=$(poap_rounds "$1")
    expect "$1's first round" "exit code $2" "$(grep -m 1 -o 'exit code .*' "$OUT/$1/console")"
    expect "$1 needed another round" yes "$( ((rounds > 1)) && echo yes)"
    expect_provisioned "$1" "$rounds"
}

# expect_secret NAME TEXT: TEXT is in the boot file, and in nothing else that the switch has or that is recorded of it.
expect_secret() {
    expect "where $1 has '$2'" "$LAB/$1/bootflash/scripts/script.sh" \
        "$(grep -rlF "$2" "$OUT/$1" "$LAB/$1"/{bootflash,nvram})"
}

# expect_untouched NAME: as it left the factory.
expect_untouched() {
    local name=$1 nvram=$LAB/$1/nvram
    expect "$name's running image" "$(<"$LAB/$name/factory-image")" "$(<"$nvram/running_image")"
    expect "$name's startup config" - "$(config_digest "$nvram/startup-config")"
    expect "$name's files on bootflash" \
        "$(printf '%s\n' "$(<"$LAB/$name/factory-image")" scripts/script.sh)" "$(bootflash_files "$name")"
}

# report NAME...: the table.
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
