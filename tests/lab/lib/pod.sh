# shellcheck shell=bash
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
