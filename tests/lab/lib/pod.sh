# shellcheck shell=bash
# shellcheck disable=SC2154 # server.sh sets server_address
# The pod in pod/: its server and the switches that a case uses.

POD_IMAGE=nxos.9.3.10.bin
POD_OLD_IMAGE=nxos.7.0.3.I7.9.bin

# pod_prepare NAME...: sets up the server and these switches, powered off.
pod_prepare() {
    server_prepare "$LAB_SOURCE/pod"
    server_add_image "$POD_IMAGE" "${POD_IMAGE_MEGABYTES:-6}"
    server_add_image "$POD_OLD_IMAGE" 2
    server_add_boot_file
    local name fields
    for name; do
        read -r -a fields < <(grep "^$name " "$LAB_SOURCE/pod/switches")
        switch_install "${fields[@]}"
    done
}

# pod_go_through IMAGE...: adds small intermediate images that each switch must boot before the pod's image.
pod_go_through() {
    local image hops=''
    for image; do
        server_add_image "$image" 1
        hops+="${hops:+, }{system_image: $image}"
    done
    sed -i "s/^pod:/&\n  hops: [$hops]/" "$LAB/server/podvars.yml"
}

# pod_add_config NAME FILE: renders a switch's configuration to FILE, with a sidecar file, if no POAP server does it.
pod_add_config() {
    local rendered
    rendered=$LAB/server/templates/$(<"$LAB/$1/nvram/serial").cfg
    sed -e "s|{{ hostname }}|nxos-$1|; s|{{ system_image }}|$POD_IMAGE|; s|{{ mgmt0_ip }}|172.16.30.111/24|" \
        -e "s|{{ lo0_ip }}|192.168.0.111/32|; s|{{ router_id }}|192.168.0.111|" \
        "$LAB/server/templates/conf_nxv.j2" >"$rendered"
    cp "$rendered" "$2"
    server_add_digest "$2"
}

# pod_add_files NAME FILE: adds the sidecar file of the pod's image and the switch's configuration as FILE.
pod_add_files() {
    server_add_digest "$LAB/server/templates/$POD_IMAGE"
    pod_add_config "$1" "$LAB/server/templates/$2"
}

# pod_set_location FILE_SERVER: sets the boot file's options to mode location with that file server.
pod_set_location() {
    server_set_options <<END
options = {
    "mode": "location",
    "file_server": "$1",
    "system_image": "$POD_IMAGE",
    "require_digest": True,
}
END
}

# pod_prepare_poap_py PROTOCOL PASSWORD: sets up leaf1, and a server without POAP server. The boot file has the options of
# a poap.py; an empty PROTOCOL is poap.py's default, scp.
pod_prepare_poap_py() {
    pod_prepare leaf1
    switch_set_bootflash_size leaf1 128m # poap.py requires 100 MB of free space
    pod_add_files leaf1 "conf.$(<"$LAB/leaf1/nvram/serial")"
    server_set_options <<END
options = {
   "username": "poap",
   "password": "$2",
   "hostname": "$server_address",
   ${1:+"\"transfer_protocol\": \"$1\","}
   "mode": "serial_number",
   "target_system_image": "$POD_IMAGE",
}
END
    server_add_user poap "$2"
    server_start_without_poap
}

# pod_add_recipe NAME PASSPHRASE: adds the YAML file with the switch's additional files for install_path, and the files.
pod_add_recipe() {
    local serial folder
    serial=$(<"$LAB/$1/nvram/serial")
    folder=$LAB/server/templates/install/$serial
    mkdir -p "$folder"
    echo licence >"$folder/leaf.lic"
    echo certificate >"$folder/ca1.p12"
    cat >"$folder/$serial.yaml" <<END
Version: 1
License:
- $serial/leaf.lic
Trustpoint:
  CA1:
    $serial/ca1.p12: $2
END
}

# pod_add_stick NAME: inserts a USB stick with the boot file, the image and the configuration, and their sidecar files.
pod_add_stick() {
    local stick=$LAB/$1/usb
    server_set_options <<END
options = {
    "mode": "serial_number",
    "system_image": "$POD_IMAGE",
    "require_digest": True,
}
END
    mkdir "$stick"
    cp "$LAB/server/templates"/{poap_script.py,"$POD_IMAGE"} "$stick/"
    server_add_digest "$stick/$POD_IMAGE"
    pod_add_config "$1" "$stick/conf.$(<"$LAB/$1/nvram/serial")"
}

# pod_power_on NAME...: powers the switches on at the same time and shows their consoles; returns when each is up, lost
# or without power.
pod_power_on() {
    local name jobs=() number=1
    for name; do
        switch_power_on "$name" | console "$name" $((number++)) &
        jobs+=($!)
    done
    wait "${jobs[@]}"
}

# pod_run NAME [TFTP]: starts the server, with the given TFTP server instead of tftpd-hpa, and powers NAME on.
pod_run() {
    server_start "${@:2}"
    pod_power_on "$1"
}

# pod_interrupt NAME ACTION CONDITION...: powers the switch on, and runs ACTION (words in one argument) once CONDITION
# succeeds.
pod_interrupt() {
    local name=$1 action=$2 switch
    shift 2
    pod_power_on "$name" &
    switch=$!
    wait_until 120 "$@"
    $action
    wait "$switch"
}

# provision_with_dhcp_server DHCP: provisions two switches. One sends the user class with a length byte. leaf1 has a
# reserved address.
provision_with_dhcp_server() {
    pod_prepare leaf1 spine1
    switch_counts_its_user_class spine1
    "server_start_$1"
    server_start_tftpd_hpa
    server_start_poap
    pod_power_on leaf1 spine1
    expect_provisioned leaf1 1
    expect_provisioned spine1 1
    expect_address leaf1 172.16.30.50
}

# console NAME NUMBER: copies stdin to the switch's console file and, with its name before each line, to stdout; with
# CONSOLES=recorded only to the file.
console() {
    local tag
    tag=$(printf '%-7s| ' "$1")
    [[ ! -t 1 ]] || tag=$(printf '\033[3%dm%s\033[0m' "$2" "$tag")
    if [[ ${CONSOLES-} == recorded ]]; then
        cat >>"$OUT/$1/console"
    else
        tee -a "$OUT/$1/console" | sed -u "s/^/$tag/"
    fi
}

# pod_switches: the names of all switches.
pod_switches() {
    sed '/^#/d; s/ .*//' "$LAB_SOURCE/pod/switches"
}
