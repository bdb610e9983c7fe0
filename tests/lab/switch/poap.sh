# shellcheck shell=bash
# One round of Power On Auto Provisioning, as on a real switch.

script=/bootflash/scripts/script.sh
stick_script=/usbslot1/poap_script.py

# say MESSAGE: prints a line of the switch's own log on the console.
say() {
    printf '%(%Y %b %d %H:%M:%S)T switch %%$ VDC-1 %%$ %s\n' -1 "$*"
}

# poap_say MNEMONIC MESSAGE: prints such a line from POAP.
poap_say() {
    local mac
    mac=$(tr -d '.\n' </nvram/mac | sed 's/../&:/g; s/:$//')
    say "%POAP-2-$1: [$(</nvram/serial)-${mac^^}] - $2"
}

# in_vrf COMMAND...: runs it in the VRF of the port that POAP uses.
in_vrf() {
    if [[ $PORT == mgmt0 ]]; then nsenter --net=/var/run/netns/management "$@"; else "$@"; fi
}

# poap_round: fails if the switch starts POAP over.
poap_round() {
    mkdir -p "${script%/*}"
    rm -f "$script"
    if [[ -e $stick_script ]]; then
        poap_read_stick
    else
        poap_say POAP_DHCP_DISCOVER_START "POAP DHCP discover phase started"
        poap_lease || return 1
        poap_fetch || return 1
    fi
    poap_check_digest || return 1
    poap_run
}

# poap_read_stick: a boot file on a USB stick has precedence; DHCP is not used then.
poap_read_stick() {
    poap_say POAP_USB_START "POAP USB phase started"
    cp "$stick_script" "$script"
}

# poap_lease: requests a lease like a Nexus; sets tftp_server, file and host_name from the answer.
poap_lease() {
    local id address class=Cisco-POAP interface=${PORT//\//-} # no Linux interface has a slash in its name
    [[ ! -e /nvram/counted-user-class ]] || class=$'\n'$class # a length byte of 10
    id=$(printf '%s' "$(</nvram/serial)" | od -An -v -tx1 | tr -d ' \n')
    rm -f /var/run/lease
    in_vrf ip address flush dev "$interface"
    in_vrf ip link set "$interface" up
    in_vrf busybox udhcpc -i "$interface" -f -q -n -t 5 -T 1 -C -x "0x3d:00$id" \
        -x "0x4d:$(printf '%s' "$class" | od -An -v -tx1 | tr -d ' \n')" \
        -O tftp -O bootfile -O 150 -O hostname -s /lab/switch/dhcp-lease >>/record/dhcp.log 2>&1 || true
    [[ -s /var/run/lease ]] || {
        poap_say POAP_DHCP_NO_OFFER "no answer on $PORT"
        return 1
    }
    read -r address tftp_server file host_name </var/run/lease
    [[ $PORT == mgmt0 ]] || poap_say POAP_INFO "POAP over $PORT"
    poap_say POAP_INFO "Assigned IP address: $address"
    poap_say POAP_INFO "Script Server: $tftp_server"
    echo "$tftp_server" >>/nvram/script_server # for the CLI's log
    poap_say POAP_INFO "Script Name: $file"
}

# poap_fetch: tftp-hpa's client requests no options, so the file arrives in 512-byte blocks, one per round trip.
poap_fetch() {
    local vrf=default
    [[ $PORT != mgmt0 ]] || vrf=management
    poap_say POAP_INFO \
        "Downloading the boot file: [copy tftp://$tftp_server/$file bootflash:scripts/script.sh vrf $vrf ]"
    in_vrf tftp -4 -m binary "$tftp_server" -c get "$file" "$script" >>/record/tftp.log 2>&1 || true
    [[ -s $script ]] || {
        poap_say POAP_SCRIPT_DOWNLOAD_FAILED "no $file from $tftp_server"
        return 1
    }
    poap_say POAP_SCRIPT_DOWNLOADED "Boot file downloaded, $(stat -c %s "$script") bytes"
}

# poap_check_digest: compares the first #md5sum= line with the MD5 of all other lines. A file without such a line runs
# unverified.
poap_check_digest() {
    local wanted found
    wanted=$(LC_ALL=C grep -a -m 1 '^#md5sum=' "$script" | cut -d '"' -f 2) || return 0
    found=$(LC_ALL=C sed '0,/^#md5sum=/{/^#md5sum=/d}' "$script" | md5sum | cut -d ' ' -f 1)
    [[ ${wanted,,} == "$found" ]] || {
        poap_say POAP_SCRIPT_MD5_FAILED "boot file refused: its MD5 is $found, and it says $wanted"
        return 1
    }
    poap_say POAP_INFO "MD5 of the boot file matches: $found"
}

# poap_environment: prints the POAP_* variables as arguments for env, without the hidden ones and, with a USB stick,
# without those from DHCP.
poap_environment() {
    local mac port_mac variable vrf=management phase=DHCP absent=$HIDDEN
    mac=$(tr -d . </nvram/mac)
    port_mac=$mac
    if [[ $PORT != mgmt0 ]]; then
        vrf=default
        port_mac=$(printf '%012x' $((0x$mac + 8)))
    fi
    if [[ -e $stick_script ]]; then
        phase=USB
        absent+=" POAP_INTF POAP_MAC POAP_HOST_NAME"
    fi
    for variable in "POAP_SERIAL=$(</nvram/serial)" "POAP_MGMT_MAC=$mac" "POAP_MAC=$port_mac" \
        "POAP_RMAC=$(printf '%012x' $((0x$mac + 7)))" "POAP_INTF=$PORT" "POAP_VRF=$vrf" "POAP_PHASE=$phase" \
        "POAP_PID=$$" "POAP_HOST_NAME=${host_name:-}"; do
        [[ " $absent " == *" ${variable%%=*} "* ]] || echo "$variable"
    done
}

# poap_run: bootflash is noexec, so this starts the interpreter in the file's first line. It gets SIGTERM after the time
# limit in the file. Its console messages arrive through syslog; its output is recorded.
poap_run() {
    local interpreter limit environment status=0
    IFS= read -r interpreter <"$script"
    [[ $interpreter == '#!'*@(python|tcl)* ]] || {
        poap_say POAP_SCRIPT_NOT_VALID "the boot file is neither Python nor Tcl"
        return 1
    }
    limit=$(head -n 50 "$script" | sed -n 's/^# *script_timeout=\([0-9]\+\).*/\1/p')
    mapfile -t environment < <(poap_environment)
    poap_say POAP_SCRIPT_STARTED "Boot file started, time limit ${limit:-900} s"
    syslog_start
    # shellcheck disable=SC2086 # the interpreter's line is words
    timeout --preserve-status "${limit:-900}" env "${environment[@]}" ${interpreter#'#!'} "$script" \
        >>/record/script.out 2>&1 || status=$?
    syslog_stop
    # The marker file of an install stays until the reload removes it.
    find /tmp /volatile /var/tmp /dev/shm -mindepth 1 ! -path /tmp/poap_issu_started >>/record/leftovers
    poap_say POAP_SCRIPT_ENDED "Boot file ended with exit code $status"
    return "$status"
}

syslog_start() {
    /lab/switch/syslog-console &
    syslog=$!
    wait_until 10 test -S /dev/log || die "no syslog"
}

# syslog_stop: waits until all logged messages are on the console.
syslog_stop() {
    kill "$syslog"
    wait "$syslog"
}
