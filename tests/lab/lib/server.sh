# shellcheck shell=bash
# The pod's server: one network segment with DHCP, TFTP and the POAP server, all at one address.

server_address=172.16.30.1

# server_prepare POD: creates the segment and the folders that the pod's files are served from.
server_prepare() {
    mkdir -p "$LAB/server/templates" "$OUT/server"
    cp "$1/podvars.yml" "$LAB/server/"
    cp "$1/conf_nxv.j2" "$LAB/server/templates/"
    ip link set lo up
    ip link add mgmt type bridge
    ip address add "$server_address/24" dev mgmt
    ip link set mgmt up
    # Gives the bridge a carrier while no switch is up: Kea does not listen on an interface without one.
    ip link add server type veth peer name cable
    ip link set server master mgmt up
    ip link set cable up
}

# server_add_image NAME MEGABYTES: adds an image of random bytes.
server_add_image() {
    head -c "$2M" /dev/urandom >"$LAB/server/templates/$1"
}

# server_add_boot_file: adds the shipped boot file as it is. Switches take the POAP server from their log.
server_add_boot_file() {
    cp "$BOOT_FILE" "$LAB/server/templates/poap_script.py"
}

# server_set_install NAME WAY: sets the install method in a switch's plan, from the server's next start on.
server_set_install() {
    sed -i "s/^  - hostname: nxos-$1\$/&\n    install: $2/" "$LAB/server/podvars.yml"
}

# server_edit_boot_file EXPRESSION: edits it with sed and signs it, as an operator does; stops if nothing changed.
server_edit_boot_file() {
    local file=$LAB/server/templates/poap_script.py
    sed "$1" "$file" >"$LAB/server/edited"
    ! cmp -s "$file" "$LAB/server/edited" || die "'$1' changes nothing in $BOOT_FILE"
    cp "$LAB/server/edited" "$file"
    "$SIGNER" "$file" >/dev/null
}

# server_add_option TEXT: adds an entry to the boot file's options, such as '"json": True'.
server_add_option() {
    server_edit_boot_file "s/^options = {\$/&\n    ${1//\//\\/},/"
}

# server_set_options: replaces the boot file's options block with standard input.
server_set_options() {
    cat >"$LAB/server/options"
    server_edit_boot_file "/^options = {\$/,/^}\$/{
        /^}\$/r $LAB/server/options
        d
    }"
}

# server_add_digest FILE: adds a sidecar file with the output of md5sum.
server_add_digest() {
    (cd "${1%/*}" && md5sum "${1##*/}" >"${1##*/}.md5")
}

# server_set_password USER PASSWORD: sets the credentials that nginx requires where it is configured to.
server_set_password() {
    printf '%s:%s\n' "$1" "$(openssl passwd -apr1 "$2")" >"$LAB/server/poap.htpasswd"
}

# server_example NAME: adapts a file shown in docs/deploy.md to the lab's addresses, folders and leaf1. Prints its path.
server_example() {
    sed -e "s/10\.10\.20\.20\b/$server_address/g; s/10\.10\.20\./172.16.30./g; s/\beth0\b/mgmt/g" \
        -e "s|/srv/tftp|$LAB/server/templates|g; s|/var/lib/kea|$LAB/server|g; s|/etc/nginx|$LAB/server|g" \
        -e "s/FDO21120U5D/FDO24161XKB/g; s/32:31:31:32:30:55:35:44/32:34:31:36:31:58:4b:42/g" \
        "$EXAMPLES/$1" >"$LAB/server/$1"
    echo "$LAB/server/$1"
}

# The DHCP servers. Each gives the boot file's name to POAP clients, and identifies a switch by its serial number.

server_start_dhcp() {
    local config
    config=$(server_example dnsmasq.conf)
    # The pod's switches get their addresses from the lab's own list.
    sed -i '/^dhcp-host=/d' "$config"
    dnsmasq --conf-file="$config" --user=root --no-ping --pid-file="$LAB/server/dnsmasq.pid" \
        --dhcp-leasefile="$LAB/server/leases" --log-facility="$OUT/server/dnsmasq.log" --log-dhcp \
        --dhcp-hostsfile="$LAB/server/switches"
}

server_start_isc_dhcpd() {
    touch "$LAB/server/leases"
    "$DHCPD" -4 -f -d --no-pid -lf "$LAB/server/leases" -cf "$(server_example dhcpd.conf)" mgmt \
        >"$OUT/server/dhcpd.log" 2>&1 &
    wait_until 10 grep -qs "Server starting service" "$OUT/server/dhcpd.log"
}

server_start_kea() {
    LD_LIBRARY_PATH=$(dirname "$(realpath "$KEA_LFC")")/../lib/x86_64-linux-gnu \
        KEA_LFC_EXECUTABLE=$KEA_LFC KEA_PIDFILE_DIR=$LAB/server KEA_LOCKFILE_DIR=$LAB/server \
        "$KEA" -c "$(server_example kea-dhcp4.json)" >"$OUT/server/kea.log" 2>&1 &
    wait_until 10 grep -qs DHCP4_STARTED "$OUT/server/kea.log"
}

# The TFTP servers, all for the stub's folder. The functions return when the port is open.

server_start_tftpd_hpa() {
    "$IN_TFTPD" --listen --user root --secure --address "$server_address:69" "$LAB/server/templates"
}

server_start_atftpd() {
    "$ATFTPD" --daemon --no-fork --user root --group root --bind-address "$server_address" \
        --logfile "$OUT/server/atftpd.log" "$LAB/server/templates" &
    wait_until 10 server_port_is_open udp 69
}

server_start_dnsmasq_tftp() {
    dnsmasq --conf-file=/dev/null --port=0 --user=root --listen-address="$server_address" --bind-interfaces \
        --pid-file="$LAB/server/dnsmasq-tftp.pid" --log-facility="$OUT/server/dnsmasq-tftp.log" \
        --enable-tftp --tftp-root="$LAB/server/templates"
}

# server_port_is_open udp|tcp PORT
server_port_is_open() {
    [[ -n $(ss -Hln "--$1" "sport = :$2") ]]
}

# server_start_poap [OPTION...]: returns when the POAP server answers; sets POAP_SERVER_PID.
server_start_poap() {
    "$STUB" --inventory "$LAB/server/podvars.yml" --templates "$LAB/server/templates" \
        --listen "$server_address:5000" "$@" >"$LAB/server/stub.out" 2>"$OUT/server/stub.log" &
    export POAP_SERVER_PID=$!
    wait_until 10 grep -q listening "$LAB/server/stub.out" ||
        die "the POAP server did not start: see $OUT/server/stub.log"
}

# server_start_nginx [EXAMPLE]: serves the stub's folder over HTTP; returns when its port is open.
server_start_nginx() {
    local config
    config=$(server_example "${1:-nginx.conf}")
    mkdir -p "$LAB/server/nginx"
    cat >"$LAB/server/nginx/main.conf" <<END
user root;
pid $LAB/server/nginx/pid;
events {}
http {
    log_format requests '\$request \$status \$body_bytes_sent "\$http_range"';
    access_log $OUT/server/nginx.log requests;
    client_body_temp_path $LAB/server/nginx/body;
    proxy_temp_path $LAB/server/nginx/proxy;
    fastcgi_temp_path $LAB/server/nginx/fastcgi;
    uwsgi_temp_path $LAB/server/nginx/uwsgi;
    scgi_temp_path $LAB/server/nginx/scgi;
    include $config;
}
END
    "$NGINX_PROGRAM" -c "$LAB/server/nginx/main.conf" -e "$OUT/server/nginx-errors.log"
}

# server_restart_nginx: restarts nginx, which cuts every transfer.
server_restart_nginx() {
    local pid
    pid=$(<"$LAB/server/nginx/pid")
    kill -TERM "$pid"
    wait_until 10 server_has_no_process "$pid"
    server_start_nginx
}

# server_add_user USER PASSWORD: adds a user of this machine, for the lab only, and the folder that poap.py uses.
server_add_user() {
    local file
    for file in passwd shadow; do
        cp "/etc/$file" "$LAB/server/$file"
        sed -i "/^\(sshd\|$1\):/d" "$LAB/server/$file"
    done
    printf '%s:x:%s::/var/lib/tftpboot:/bin/sh\n' sshd 4710:65534 "$1" 4711:4711 >>"$LAB/server/passwd"
    printf '%s:%s:1::::::\n' "$1" "$(openssl passwd -6 "$2")" >>"$LAB/server/shadow"
    for file in passwd shadow; do
        mount --bind "$LAB/server/$file" "/etc/$file"
    done
    mount -t tmpfs -o mode=755 "$LAB_MOUNT" /var/lib
    mkdir -p /var/lib/tftpboot
    mount --bind "$LAB/server/templates" /var/lib/tftpboot
}

# server_start_sshd TYPE [LINE...]: starts OpenSSH with a host key of that type, scp, and a configuration with these lines,
# by default for SFTP. Returns when its port is open.
server_start_sshd() {
    local type=$1 folder=$LAB/server/ssh
    shift
    mkdir -p "$folder" /run/sshd
    mount -t tmpfs -o mode=755 "$LAB_MOUNT" /run/sshd
    # Where its users may read them.
    cp "$(dirname "$(realpath "$SSH_KEYGEN")")/scp" "$SFTP_SERVER" "$folder/"
    (($# > 0)) || set -- "Subsystem sftp $folder/sftp-server"
    "$SSH_KEYGEN" -q -t "$type" -N '' -f "$folder/key"
    cat >"$folder/config" <<END
ListenAddress $server_address
HostKey $folder/key
PidFile $folder/pid
StrictModes no
UsePAM no
UseDNS no
SetEnv PATH=$folder:/usr/bin:/bin
$(printf '%s\n' "$@")
END
    "$(realpath "$SSHD")" -f "$folder/config" -E "$OUT/server/sshd.log"
    wait_until 10 grep -qs "Server listening" "$OUT/server/sshd.log"
}

# server_kill_ssh_sessions: kills the processes that serve its user's connections.
server_kill_ssh_sessions() {
    pkill -KILL -u 4711
}

# server_host_key: the fingerprint of its host key, as people read it from ssh-keygen.
server_host_key() {
    "$SSH_KEYGEN" -lf "$LAB/server/ssh/key" | cut -d' ' -f2
}

# server_start_vsftpd: returns when its port is open.
server_start_vsftpd() {
    mkdir -p "$LAB/server/empty" "$LAB/server/pam.d"
    printf '%s required pam_unix.so\n' auth account >"$LAB/server/pam.d/vsftpd"
    mount --bind "$LAB/server/pam.d" /etc/pam.d
    cat >"$LAB/server/vsftpd.conf" <<END
listen=YES
listen_address=$server_address
background=NO
local_enable=YES
anonymous_enable=NO
check_shell=NO
pam_service_name=vsftpd
secure_chroot_dir=$LAB/server/empty
xferlog_enable=YES
log_ftp_protocol=YES
vsftpd_log_file=$OUT/server/vsftpd.log
END
    "$VSFTPD" "$LAB/server/vsftpd.conf" &
    wait_until 10 server_port_is_open tcp 21
}

server_has_no_process() {
    [[ ! -e /proc/$1 ]]
}

# server_send_files_to_nginx: sets nginx as the source of configurations and images in the POAP server's plans.
server_send_files_to_nginx() {
    sed -i "s/^  http_server: .*/  http_server: $server_address\n  image_protocol: http/" "$LAB/server/podvars.yml"
}

# server_start_without_poap: starts DHCP and TFTP only, for a boot file whose options replace the POAP server.
server_start_without_poap() {
    server_start_dhcp
    server_start_tftpd_hpa
}

# server_start_with_nginx: starts a pod with leaf1, whose configurations and images come from nginx.
server_start_with_nginx() {
    pod_prepare leaf1
    server_send_files_to_nginx
    server_start
    server_start_nginx
}

# server_start [TFTP]: starts all servers, with the given TFTP server instead of tftpd-hpa.
server_start() {
    server_start_dhcp
    "server_start_${1:-tftpd_hpa}"
    server_start_poap
}
