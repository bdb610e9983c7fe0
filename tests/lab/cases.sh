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

a_switch_whose_bootflash_is_full_makes_room_where_it_is_told_to() {
    pod_prepare leaf1
    switch_fill_bootflash leaf1
    server_add_option '"make_room": True'
    server_start
    pod_power_on leaf1
    expect "the console's word of it" 1 "$(grep -c "removed nxos.9.2.3.bin (25.1 MB) from bootflash" "$OUT/leaf1/console")"
    expect "the images that are left" "nxos.7.0.3.I7.9.bin nxos.9.2.4.bin nxos.9.3.10.bin" \
        "$(bootflash_files leaf1 | grep bin | paste -sd ' ')"
    rm "$LAB/leaf1/bootflash/nxos.9.2.4.bin" "$LAB/leaf1/bootflash/kept"
    expect_provisioned leaf1 1
}

a_switch_whose_bootflash_is_full_stays_in_poap_and_names_what_could_go() {
    pod_prepare leaf1
    switch_fill_bootflash leaf1
    server_start
    pod_power_on leaf1
    expect "leaf1's state" "still in POAP" "$(switch_fate leaf1)"
    expect "its last words" 5 "$(grep -c "ERROR: stage the image: .*--make-room removes .*, here nxos.9.2.3.bin (25.1 MB); or" \
        "$OUT/leaf1/console")"
    rm "$LAB/leaf1/bootflash"/{nxos.9.2.3.bin,nxos.9.2.4.bin,kept}
    expect_untouched leaf1
}

# What the switch's control plane takes is held down to 20 Mbit/s, and what comes in a burst of more than 16 KB is
# dropped: twelve blocks, and the agent begins with sixteen.
a_switch_comes_up_over_a_front_panel_port_that_drops_bursts() {
    pod_prepare leaf1
    switch_replug leaf1 Ethernet1/1
    server_add_option '"verbose": True'
    server_start atftpd
    tc qdisc add dev leaf1 root tbf rate 20mbit burst 16kb limit 3000
    pod_power_on leaf1
    expect_image_over_tftp leaf1
    expect "the link dropped packets" yes "$(tc -s qdisc show dev leaf1 | grep -q 'dropped [1-9]' && echo yes)"
    expect "its word of the window" 1 \
        "$(grep -c "TFTP: $(stat -c %s "$LAB/server/templates/$POD_IMAGE") bytes in windows of" "$OUT/leaf1/script.out")"
    expect "the VRF that POAP was in" 1 "$(grep -c "POAP over Ethernet1/1" "$OUT/leaf1/console")"
    cmp "$LAB/server/templates/$POD_IMAGE" "$LAB/leaf1/bootflash/$POD_IMAGE" || expect "the image" "the server's" another
}
