# shellcheck shell=bash
# A clean machine on which an operator installs the package: this machine's root file system under an overlay in RAM,
# and the network of the ground. tests/lab/machine stands in for programs that need the Internet, a terminal or systemd.

# machine_prepare: creates the machine in $LAB/machine. Its folder /root/release is an unpacked release.
machine_prepare() {
    [[ -n $PACKAGE ]] || die "the Debian package is missing: build the preset host first"
    machine=$LAB/machine
    mkdir -p "$machine" "$LAB/overlay"
    mount -t tmpfs "$LAB_MOUNT" "$LAB/overlay"
    mkdir "$LAB/overlay"/{upper,work}
    mount -t overlay -o "lowerdir=/,upperdir=$LAB/overlay/upper,workdir=$LAB/overlay/work" "$LAB_MOUNT-machine" \
        "$machine"
    mount -t proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    mount -t tmpfs run "$machine/run"
    mkdir -p "$machine"/{stand-ins,edited,record} "$machine/root/release/share/poap-agent"
    mount --bind "$LAB_SOURCE/machine" "$machine/stand-ins"
    mount --bind "$OUT/server" "$machine/record"
    cp "$PACKAGE" "$machine/root/release/"
    cp "$BOOT_FILE" "$machine/root/release/share/poap-agent/"
}

# machine_run COMMAND...: runs it on the machine, in the folder of the release.
machine_run() {
    chroot "$machine" env -i -C /root/release HOME=/root \
        PATH=/stand-ins:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# machine_add_next_package: adds next.deb to the release, the package's next revision with another inventory.
machine_add_next_package() {
    dpkg-deb --raw-extract "$PACKAGE" "$LAB/package"
    sed -i '/^Version: /s/-1$/-2/' "$LAB/package/DEBIAN/control"
    echo "# revision 2" >>"$LAB/package/etc/poap-server-stub/podvars.yml"
    dpkg-deb --build --root-owner-group "$LAB/package" "$machine/root/release/next.deb"
}

# machine_check: the output of the command that checks the files, as docs/deploy.md shows it.
machine_check() {
    machine_run bash -c "$(sed -n '/^    runuser /,/[^\\]$/p' "$EXAMPLES/../deploy.md")" 2>&1
}

# machine_commands HEADING: the commands under HEADING in docs/deploy.md.
machine_commands() {
    awk -v heading="$1" '
        /^#/ { wanted = $0 == heading }
        wanted && /^    / { print substr($0, 5); found = 1 }
        wanted && found && !/^    / { exit }
    ' "$EXAMPLES/../deploy.md"
}

# machine_files TEXT: the paths with TEXT in their names that are on the machine but not on this one.
machine_files() {
    (cd "$LAB/overlay/upper" && find . -path "./root" -prune -o -path "*$1*" ! -type c -printf '%P\n' | LC_ALL=C sort)
}

# machine_follow_the_document: runs the commands of the shortest path in docs/deploy.md with the pod's files. Returns
# when the POAP server answers.
machine_follow_the_document() {
    local command commands
    cp "$LAB/server/templates/$POD_IMAGE" "$machine/root/release/"
    cp "$LAB/server/podvars.yml" "$LAB/server/templates/conf_nxv.j2" "$machine/edited/"
    cp "$(server_example dnsmasq.conf)" "$machine/edited/poap.conf"
    mapfile -t commands < <(machine_commands "## The shortest path")
    expect "the number of commands" 4 "${#commands[@]}"
    for command in "${commands[@]}"; do
        echo "# $command"
        machine_run bash -c "$command"
    done
    mount --bind "$machine/var/lib/poap-server-stub" "$LAB/server/templates" # for the verdict
    wait_until 10 grep -qs listening "$OUT/server/poap-server-stub.log"
}
