# shellcheck shell=bash
# A switch from outside: its chassis, cable and power. $LAB/NAME contains what survives a power cut: bootflash/,
# bootflash_sup-remote/ (empty without a standby), nvram/ (the emulated CLI's state) and, if a USB stick is inserted,
# usb/. $OUT/NAME contains its records.

# switch_install NAME SERIAL MAC IMAGE FORM [HIDDEN]: racks a factory-new switch, powered off, with IMAGE on its flash,
# and adds it to the DHCP server. HIDDEN: comma-separated POAP_* variables that its POAP does not set.
switch_install() {
    local name=$1 serial=$2 mac=$3 image=$4 form=$5 hidden=${6:-}
    local dir=$LAB/$name
    rm -rf "${OUT:?}/$name"
    mkdir -p "$dir"/{root,bootflash,bootflash_sup-remote,nvram} "$OUT/$name"
    mount -t tmpfs -o noexec,size="${BOOTFLASH_MEGABYTES:-64}m" "$LAB_MOUNT" "$dir/bootflash"
    cp "$LAB/server/templates/$image" "$dir/bootflash/"
    NEXUS_BOOTFLASH=$dir/bootflash "$VSH" --new-switch "$dir/nvram" --serial "$serial" --mac "$mac" \
        --image "$image" --form "$form" --poap
    touch "$OUT/$name"/{console,leftovers}
    printf '%s' "${hidden//,/ }" >"$dir/hidden"
    echo "$image" >"$dir/factory-image"
    switch_cable "$name" "$mac"
    switch_announce "$name" "$serial"
}

# switch_add_standby NAME STATUS: adds a second supervisor to a switch that is powered off. Its flash contains the
# factory's image.
switch_add_standby() {
    local dir=$LAB/$1
    mount -t tmpfs -o noexec,size=64m "$LAB_MOUNT" "$dir/bootflash_sup-remote"
    cp "$dir/bootflash/$(<"$dir/factory-image")" "$dir/bootflash_sup-remote/"
    echo "$2" >"$dir/nvram/standby"
}

# switch_bring_up_standby NAME: checks that the standby has received no files, and makes it ready.
switch_bring_up_standby() {
    expect "the standby's files" "$POD_OLD_IMAGE" "$(ls "$LAB/$1/bootflash_sup-remote")"
    echo ha-standby >"$LAB/$1/nvram/standby"
}

# switch_slow_link NAME: slows its link down, so that a download can be interrupted halfway.
switch_slow_link() {
    tc qdisc add dev "$1" root tbf rate 40mbit burst 64kb latency 100ms
}

# switch_cable NAME MAC: creates the switch's two VRFs, each a network namespace, and connects mgmt0 to the server's
# segment.
switch_cable() {
    ip netns add "$1"
    ip netns add "$1-mgmt"
    switch_plug "$1" mgmt0 "$1-mgmt" "${2//./}"
}

# switch_plug NAME PORT NAMESPACE MAC: connects a cable to PORT, which POAP then uses. Its other end is named NAME.
switch_plug() {
    local interface=${2//\//-} # no Linux interface has a slash in its name
    ip link add "$1" type veth peer name "$interface" netns "$3"
    ip -n "$3" link set "$interface" address "$(sed 's/../&:/g; s/:$//' <<<"$4")"
    ip link set "$1" master mgmt up
    echo "$2" >"$LAB/$1/port"
}

# switch_replug NAME PORT: moves the cable to a front-panel port, Ethernet1/1, which has its own MAC address.
switch_replug() {
    local mac
    mac=$(tr -d . <"$LAB/$1/nvram/mac")
    ip link delete "$1"
    switch_plug "$1" "$2" "$1" "$(printf '%012x' $((0x$mac + 8)))"
}

# switch_set_bootflash_size NAME SIZE: the default is 64m.
switch_set_bootflash_size() {
    mount -o "remount,size=$2" "$LAB/$1/bootflash"
}

# switch_fill_bootflash NAME: adds two old images of 24 MB and another file, so that no other image fits.
switch_fill_bootflash() {
    local release flash=$LAB/$1/bootflash
    for release in 9.2.3 9.2.4; do
        head -c 24M /dev/zero >"$flash/nxos.$release.bin"
        touch -d "2020-01-0${release##*.}" "$flash/nxos.$release.bin"
    done
    head -c 10M /dev/zero >"$flash/kept"
}

# switch_announce NAME SERIAL: reserves the address .50+n for the n-th switch by its client-id, a zero byte and the
# serial number.
switch_announce() {
    local name=$1 id number
    touch "$LAB/server/switches"
    number=$(wc -l <"$LAB/server/switches")
    id=$(printf '%s' "$2" | od -An -v -tx1 | tr -d '\n' | tr ' ' ':')
    echo "id:00$id,172.16.30.$((50 + number)),$name,1h" >>"$LAB/server/switches"
}

# switch_counts_its_user_class NAME: the switch sends the user class with a length byte, as in RFC 3004. Other switches
# send only the text.
switch_counts_its_user_class() {
    touch "$LAB/$1/nvram/counted-user-class"
}

# switch_power_on NAME: boots the switch, again after each reload, until it stays up, is lost or loses power. Prints its
# console, and writes its final status and the time in tenths of a second to $LAB/NAME/state.
switch_power_on() {
    local dir=$LAB/$1 began=${EPOCHREALTIME/[.,]/} status=10 boots=0
    while ((status == 10 && boots++ < 6)); do
        status=0
        # Discards the message 'Killed' that a shell prints at a power cut.
        # shellcheck disable=SC2016 # expanded in the switch's own shell
        {
            bash -c 'echo $$ >"$0"; exec "$@"' "$dir/power" \
                nsenter --net="/run/netns/$1" unshare --mount --pid --ipc --uts --fork --kill-child \
                env RECORD="$OUT/$1" "$LAB_SOURCE/switch/boot" "$1" 2>&1 || status=$?
        } 2>/dev/null
    done
    echo "$status $(((${EPOCHREALTIME/[.,]/} - began) / 100000))" >"$dir/state"
}

# switch_cut_power NAME: kills all processes of the switch at once.
switch_cut_power() {
    kill -KILL "$(<"$LAB/$1/power")"
    wait_until 60 switch_is_off "$1"
}

# switch_cut_power_when NAME FAULT CONDITION...: powers the switch on with FAULT (may be empty) in its CLI, cuts its
# power as soon as CONDITION succeeds, and removes the fault.
switch_cut_power_when() {
    local name=$1
    echo "$2" >"$LAB/$name/nvram/faults"
    shift 2
    pod_interrupt "$name" "switch_cut_power $name" "$@"
    expect "$name's state" "without power" "$(switch_state "$name")"
    rm "$LAB/$name/nvram/faults"
}

# switch_has_schedule NAME: whether a configuration is scheduled.
switch_has_schedule() {
    compgen -G "$LAB/$1/bootflash/poap_replay*.cfg" >/dev/null
}

# switch_is_off NAME: whether no process uses the switch's root file system.
switch_is_off() {
    ! grep -qs "$LAB_MOUNT-$1 " /proc/[0-9]*/mountinfo
}

# switch_state NAME: its final state, in words.
switch_state() {
    local status
    read -r status _ <"$LAB/$1/state"
    case $status in
        0) echo online ;;
        10) echo "in a reload loop" ;;
        11) echo lost ;;
        12) echo "still in POAP" ;;
        137) echo "without power" ;;
        *) echo "down (status $status)" ;;
    esac
}
