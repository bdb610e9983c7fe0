# shellcheck shell=bash
# The server of the pod: one network segment, DHCP, TFTP and the POAP server, all at one address.

server_address=172.16.30.1

# server_prepare POD: the segment, and the folders the pod's files are served from.
server_prepare() {
    mkdir -p "$LAB/server/templates" "$OUT/server"
    cp "$1/podvars.yml" "$LAB/server/"
    cp "$1/conf_nxv.j2" "$LAB/server/templates/"
    ip link set lo up
    ip link add mgmt type bridge
    ip address add "$server_address/24" dev mgmt
    ip link set mgmt up
}

# server_add_image NAME MEGABYTES: an image nobody has seen before, of random bytes.
server_add_image() {
    head -c "$2M" /dev/urandom >"$LAB/server/templates/$1"
}

# server_add_boot_file: the boot file as shipped, told where the POAP server is.
server_add_boot_file() {
    cp "$BOOT_FILE" "$LAB/server/templates/poap_script.py"
    server_edit_boot_file "s/^\( *\"poap_server\": *\)\"[^\"]*\"/\1\"$server_address\"/"
}

# server_replace_boot_file: standard input, a Python script, is what switches get for their boot file.
server_replace_boot_file() {
    cat >"$LAB/server/templates/poap_script.py"
}

# server_edit_boot_file EXPRESSION: edits it with sed and signs it, as an operator does; stops when nothing changed.
server_edit_boot_file() {
    local file=$LAB/server/templates/poap_script.py
    sed "$1" "$file" >"$LAB/server/edited"
    ! cmp -s "$file" "$LAB/server/edited" || die "nothing in $BOOT_FILE to edit with '$1'"
    cp "$LAB/server/edited" "$file"
    "$SIGNER" "$file" >/dev/null
}

# server_start_dhcp: answers the switches it knows by their serial number, and only what asks as POAP does is told of
# the boot file.
server_start_dhcp() {
    dnsmasq --conf-file=/dev/null --port=0 --user=root --interface=mgmt --bind-interfaces --no-ping \
        --pid-file="$LAB/server/dnsmasq.pid" --dhcp-leasefile="$LAB/server/leases" \
        --log-facility="$OUT/server/dnsmasq.log" --log-dhcp --dhcp-authoritative \
        --dhcp-range=172.16.30.0,static,255.255.255.0,1h --dhcp-hostsfile="$LAB/server/switches" \
        --dhcp-userclass=set:poap,Cisco-POAP \
        --dhcp-option="tag:poap,66,$server_address" --dhcp-option=tag:poap,67,poap_script.py \
        --dhcp-option="tag:poap,150,$server_address"
}

# The TFTP servers, each for the stub's folder. They return when the port is open.

server_start_tftpd_hpa() {
    "$IN_TFTPD" --listen --user root --secure --address "$server_address:69" "$LAB/server/templates"
}

server_start_atftpd() {
    "$ATFTPD" --daemon --no-fork --user root --group root --bind-address "$server_address" \
        --logfile "$OUT/server/atftpd.log" "$LAB/server/templates" &
    wait_until 10 server_port_69_is_open
}

server_start_dnsmasq_tftp() {
    dnsmasq --conf-file=/dev/null --port=0 --user=root --listen-address="$server_address" --bind-interfaces \
        --pid-file="$LAB/server/dnsmasq-tftp.pid" --log-facility="$OUT/server/dnsmasq-tftp.log" \
        --enable-tftp --tftp-root="$LAB/server/templates"
}

server_port_69_is_open() {
    [[ -n $(ss -Hlun "sport = :69") ]]
}

# server_start_poap [OPTION...]: returns when the POAP server answers; sets POAP_SERVER_PID.
server_start_poap() {
    "$STUB" --inventory "$LAB/server/podvars.yml" --templates "$LAB/server/templates" \
        --listen "$server_address:5000" "$@" >"$LAB/server/stub.out" 2>"$OUT/server/stub.log" &
    export POAP_SERVER_PID=$!
    wait_until 10 grep -q listening "$LAB/server/stub.out" || die "the POAP server does not start: see $OUT/server/stub.log"
}

# server_start [TFTP]: everything, with another TFTP server than tftpd-hpa if told.
server_start() {
    server_start_dhcp
    "server_start_${1:-tftpd_hpa}"
    server_start_poap
}
