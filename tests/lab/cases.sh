# shellcheck shell=bash
# The lab's cases. Each is a function, run on ground of its own; it fails when an expectation was not met.

four_switches_come_up_with_their_image_and_configuration() {
    local names name
    mapfile -t names < <(pod_switches)
    pod_prepare "${names[@]}"
    server_start
    pod_power_on "${names[@]}"
    report "${names[@]}"
    for name in "${names[@]}"; do
        expect_provisioned "$name" 1
    done
    if no_failures; then echo "All ${#names[@]} switches came up with their image and configuration."; fi
}

a_switch_takes_its_image_from_atftpd() {
    pod_prepare leaf1
    server_start atftpd
    pod_power_on leaf1
    expect_image_over_tftp leaf1
}

a_switch_takes_its_image_from_dnsmasq() {
    pod_prepare leaf1
    server_start dnsmasq_tftp
    pod_power_on leaf1
    expect_image_over_tftp leaf1
}

a_switch_takes_its_image_from_the_poap_server_itself() {
    pod_prepare leaf1
    server_start_dhcp
    server_start_poap --tftp "$server_address:69"
    pod_power_on leaf1
    expect_image_over_tftp leaf1
}

a_boot_file_that_differs_from_its_md5sum_is_refused() {
    pod_prepare spine1
    echo "# changed on the way" >>"$LAB/server/templates/poap_script.py"
    server_start
    pod_power_on spine1
    expect "spine1's state" "still in POAP" "$(switch_fate spine1)"
    expect "refusals" 5 "$(grep -c "boot file refused" "$OUT/spine1/console")"
    expect "calls of the CLI" 0 "$(cli_calls spine1)"
    expect_untouched spine1
}

a_switch_whose_server_is_down_at_first_provisions_on_a_later_round() {
    local switch
    pod_prepare spine1
    server_start_dhcp
    server_start_tftpd_hpa
    pod_power_on spine1 &
    switch=$!
    wait_until 120 grep -q POAP_SCRIPT_ENDED "$OUT/spine1/console"
    server_start_poap
    wait "$switch"
    expect_provisioned_late spine1 4
}

# The POAP server is stopped in its tracks: it takes connections and says nothing.
a_boot_file_that_runs_out_of_time_is_ended_and_starts_over() {
    local switch
    pod_prepare spine1
    server_edit_boot_file 's/^# script_timeout=.*/# script_timeout=6/'
    server_start
    kill -STOP "$POAP_SERVER_PID"
    pod_power_on spine1 &
    switch=$!
    wait_until 120 grep -q POAP_SCRIPT_ENDED "$OUT/spine1/console"
    kill -CONT "$POAP_SERVER_PID"
    wait "$switch"
    expect_provisioned_late spine1 8
}

a_switch_that_lost_its_scheduled_config_is_reported_lost() {
    pod_prepare spine1
    echo "copy bootflash: => pretend" >"$LAB/spine1/nvram/faults"
    server_start
    pod_power_on spine1
    expect "spine1's state" lost "$(switch_fate spine1)"
    expect "the console's word" 1 "$(grep -c "^LOST: it boots into a startup-config" "$OUT/spine1/console")"
}

a_switch_without_the_image_it_boots_is_reported_lost() {
    pod_prepare spine1
    rm "$LAB/spine1/bootflash/$POD_IMAGE"
    pod_power_on spine1
    expect "spine1's state" lost "$(switch_fate spine1)"
    expect "the console's word" 1 "$(grep -c "^LOST: the boot variable names '$POD_IMAGE'" "$OUT/spine1/console")"
}

# The link is made slow, so that there is a middle of the download to cut the power in.
a_switch_cut_off_in_mid_download_ends_as_an_undisturbed_one() {
    local switch part=$LAB/leaf1/bootflash/.$POD_IMAGE.part
    pod_prepare leaf1
    server_start
    tc qdisc add dev leaf1 root tbf rate 40mbit burst 64kb latency 100ms
    pod_power_on leaf1 &
    switch=$!
    wait_until 60 test -s "$part"
    switch_cut_power leaf1
    wait "$switch"
    expect "leaf1's state" "without power" "$(switch_fate leaf1)"
    expect "the download was cut" yes "$( (($(stat -c %s "$part") < 6 << 20)) && echo yes)"
    tc qdisc del dev leaf1 root
    pod_power_on leaf1
    expect_provisioned leaf1 2
}

# The switch runs the old image, goes to the pod's as a hop, which ends in POAP again, and from there by install all to
# the old one, with its configuration.
a_switch_that_hops_is_in_poap_again_and_after_install_all_replays_its_configuration() {
    pod_prepare leaf1
    switch_add_standby leaf1 ha-standby
    cp "$LAB/server/templates/$POD_IMAGE" "$LAB/leaf1/bootflash/"
    server_replace_boot_file <<END
#!/usr/bin/python3
import subprocess

def cli(line):
    subprocess.check_call(["/isan/bin/vsh", "-c", "terminal dont-ask ; " + line])

with open("/nvram/running_image") as image:
    hop = image.read().strip() == "$POD_OLD_IMAGE"
if hop:
    cli("copy bootflash:$POD_IMAGE bootflash://sup-remote/$POD_IMAGE")
    cli("configure terminal ; boot nxos bootflash:$POD_IMAGE ; end ; copy running-config startup-config ; write erase")
else:
    with open("/bootflash/leaf1.cfg", "w") as config:
        config.write("hostname nxos-leaf1\\n")
    cli("copy bootflash:leaf1.cfg scheduled-config")
    cli("install all nxos bootflash:$POD_OLD_IMAGE no-reload non-interruptive ; write erase")
END
    server_start_dhcp
    server_start_tftpd_hpa
    pod_power_on leaf1
    expect "leaf1's state" online "$(switch_fate leaf1)"
    expect "leaf1's rounds of POAP" 2 "$(poap_rounds leaf1)"
    expect "leaf1's boots" "$POD_OLD_IMAGE $POD_IMAGE $POD_OLD_IMAGE" \
        "$(sed -n 's|^Booting bootflash:/||p' "$OUT/leaf1/console" | tr '\n' ' ' | sed 's/ $//')"
    expect "leaf1's running config" "hostname nxos-leaf1" "$(<"$LAB/leaf1/nvram/running-config")"
    expect "the standby's images" "$(printf '%s\n' "$POD_OLD_IMAGE" "$POD_IMAGE")" \
        "$(ls "$LAB/leaf1/bootflash_sup-remote")"
}
