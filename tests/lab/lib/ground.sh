# shellcheck shell=bash
# The ground of a lab: its own mount, network, process and other namespaces. Everything created in it (bridges, mounts,
# daemons, whole switches) ends with its first process, even if that is killed. So labs do not affect each other, and
# nothing is left.

# ground_run ID COMMAND...: runs COMMAND as the first process of a new ground, with an empty $LAB folder in RAM; returns
# its exit status. The ground ends if the caller is interrupted or killed. Every mount in it is named poap-lab-ID or
# poap-lab-ID-SUFFIX.
ground_run() {
    local status=0
    ground_id=$1
    shift
    export LAB=/run/lab LAB_MOUNT=poap-lab-$ground_id
    # shellcheck disable=SC2016 # expanded in the ground
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

# Killing unshare kills the ground's first process, which ends all others. The shell's message 'Killed' is discarded.
ground_clear() {
    kill -KILL "$ground"
    { wait "$ground" || true; } 2>/dev/null
    wait_until 60 ground_is_clear "$ground_id"
}

# ground_is_clear ID: no process and no mount of that ground is left on this machine.
ground_is_clear() {
    ! grep -qs "poap-lab-$1[- ]" /proc/[0-9]*/mountinfo
}
