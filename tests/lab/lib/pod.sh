# shellcheck shell=bash
# shellcheck disable=SC2154 # server.sh sets server_address
# The pod of pod/: its server and the switches of it that a case wants.

POD_IMAGE=nxos.9.3.10.bin
POD_OLD_IMAGE=nxos.7.0.3.I7.9.bin

# pod_prepare NAME...: all that stands in the rack before anything is switched on.
pod_prepare() {
    server_prepare "$LAB_SOURCE/pod"
    server_add_image "$POD_IMAGE" 6
    server_add_image "$POD_OLD_IMAGE" 2
    server_add_boot_file
    local name fields
    for name; do
        read -r -a fields < <(grep "^$name " "$LAB_SOURCE/pod/switches")
        switch_install "${fields[@]}"
    done
}

# pod_go_through IMAGE...: images that each switch is to go through on its way to the pod's, in small.
pod_go_through() {
    local image hops=''
    for image; do
        server_add_image "$image" 1
        hops+="${hops:+, }{system_image: $image}"
    done
    sed -i "s/^pod:/&\n  hops: [$hops]/" "$LAB/server/podvars.yml"
}

# pod_add_config NAME FILE: where no POAP server renders it, a switch's configuration as FILE, with its digest beside.
pod_add_config() {
    local rendered
    rendered=$LAB/server/templates/$(<"$LAB/$1/nvram/serial").cfg
    sed -e "s|{{ hostname }}|nxos-$1|; s|{{ system_image }}|$POD_IMAGE|; s|{{ mgmt0_ip }}|172.16.30.111/24|" \
        -e "s|{{ lo0_ip }}|192.168.0.111/32|; s|{{ router_id }}|192.168.0.111|" \
        "$LAB/server/templates/conf_nxv.j2" >"$rendered"
    cp "$rendered" "$2"
    server_add_digest "$2"
}

# pod_add_files NAME FILE: the pod's image with its digest, and a switch's configuration of that name, are on the server.
pod_add_files() {
    server_add_digest "$LAB/server/templates/$POD_IMAGE"
    pod_add_config "$1" "$LAB/server/templates/$2"
}

# pod_set_location FILE_SERVER: the boot file's options have a switch ask that server by the place that it is at.
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

# pod_set_poap_py_options PROTOCOL PASSWORD: those of a poap.py that somebody has in use.
pod_set_poap_py_options() {
    server_set_options <<END
options = {
   "username": "poap",
   "password": "$2",
   "hostname": "$server_address",
   "transfer_protocol": "$1",
   "mode": "serial_number",
   "target_system_image": "$POD_IMAGE",
}
END
}

# pod_add_stick NAME: in the switch's slot a USB stick with boot file, image and configuration, and digests beside.
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

# pod_power_on NAME...: powers them on at once and shows their consoles; returns when each is up, lost or without power.
pod_power_on() {
    local name jobs=() number=1
    for name; do
        switch_power_on "$name" | console "$name" $((number++)) &
        jobs+=($!)
    done
    wait "${jobs[@]}"
}

# console NAME NUMBER: what comes in goes to the switch's record and, with its name before each line, to stdout.
console() {
    local tag
    tag=$(printf '%-7s| ' "$1")
    [[ ! -t 1 ]] || tag=$(printf '\033[3%dm%s\033[0m' "$2" "$tag")
    tee -a "$OUT/$1/console" | sed -u "s/^/$tag/"
}

# pod_switches: the names of all of them.
pod_switches() {
    sed '/^#/d; s/ .*//' "$LAB_SOURCE/pod/switches"
}
