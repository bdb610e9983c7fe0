# shellcheck shell=bash
# The ground of a lab: mount, network, process and other namespaces of its own. Whatever is made there, bridges,
# mounts, daemons, whole switches, ends with the ground's first process, however that ends, so two labs never meet and
# nothing is left.

# ground_run ID COMMAND...: runs COMMAND as the first process of new ground, with an empty $LAB folder in RAM; returns
# its exit status. An interrupted or killed caller takes the ground with it. Every mount made there is named
# poap-lab-ID, or that and a hyphen and more.
ground_run() {
    local status=0
    ground_id=$1
    shift
    export LAB=/run/lab LAB_MOUNT=poap-lab-$ground_id
    # shellcheck disable=SC2016 # expanded on the ground
    setpriv --pdeathsig KILL \
        unshare --mount --net --pid --ipc --uts --fork --kill-child --mount-proc --propagation private \
        bash -euc 'mount -t tmpfs "$LAB_MOUNT" /run; mkdir /run/netns "$LAB"; exec "$@"' ground "$@" &
    ground=$!
    trap ground_clear EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    wait "$ground" || status=$?
    trap - EXIT INT TERM
    return "$status"
}

# unshare takes the ground's first process with it, and that all others. The word 'Killed' of the shell is not of interest.
ground_clear() {
    kill -KILL "$ground"
    { wait "$ground" || true; } 2>/dev/null
    wait_until 60 ground_is_clear "$ground_id"
}

# ground_is_clear ID: no process and no mount of that ground is left on this machine.
ground_is_clear() {
    ! grep -qs "poap-lab-$1[- ]" /proc/[0-9]*/mountinfo
}
