# shellcheck shell=bash
# shellcheck disable=SC2154 # lib/server.sh sets server_address, lib/table.sh row_*
# The lab's cases. Each is a function that runs in its own ground, and fails if an expectation is not met.

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

a_switch_whose_boot_file_names_no_poap_server_takes_it_from_its_log() {
    pod_prepare leaf1
    expect "the boot file" "$(md5sum <"$BOOT_FILE")" "$(md5sum <"$LAB/server/templates/poap_script.py")"
    pod_run leaf1
    expect_provisioned leaf1 1
    expect_in_console leaf1 "The POAP server is $server_address:5000, from which the boot file came"
}

a_switch_asks_the_poap_server_that_its_boot_file_names() {
    pod_prepare leaf1
    server_add_option "\"poap_server\": \"$server_address\""
    pod_run leaf1
    expect_provisioned leaf1 1
    expect "lines about its log" 0 "$(grep -c "from which the boot file came" "$OUT/leaf1/console")"
}

a_switch_replays_lines_that_need_a_reload_first() {
    local serial
    pod_prepare leaf1
    serial=$(<"$LAB/leaf1/nvram/serial")
    sed -i 's/^feature ospf/system urpf disable\n&/' "$LAB/server/templates/conf_nxv.j2"
    server_start
    pod_power_on leaf1
    expect "its state" online "$(switch_state leaf1)"
    expect_in_console leaf1 "in two parts, of 2 and [0-9]* lines; the first has those that need a reload"
    expect "the schedules" 1 "$(grep -c "copy bootflash:poap-agent-first.$serial.cfg scheduled-config ; copy bootflash:$serial.cfg scheduled-config" "$LAB/leaf1/nvram/calls")"
    expect "the beginning of its configuration" \
        "system urpf disable;boot nxos bootflash:///$POD_IMAGE;hostname nxos-leaf1" \
        "$(head -n 3 "$LAB/leaf1/nvram/running-config" | paste -sd ';')"
    expect "its files on bootflash" "$(printf '%s\n' "$POD_OLD_IMAGE" "$POD_IMAGE" scripts/script.sh)" \
        "$(bootflash_files leaf1)"
}

the_rack_table_shows_how_far_a_download_is() {
    pod_prepare leaf1
    pod_run leaf1
    sed '/ MB of /q' "$OUT/leaf1/console" >"$OUT/so-far"
    table_row leaf1 "$OUT/so-far"
    expect "stage, image and progress" "image nxos.7.0.3.I7.9.bin $(sed -nE 's/.* ([0-9]+ %), .*/\1/p' "$OUT/so-far")" \
        "$row_stage $row_image $row_progress"
}

a_switch_takes_its_image_from_atftpd() {
    pod_prepare leaf1
    pod_run leaf1 atftpd
    expect_image_over TFTP leaf1
}

a_switch_takes_its_image_from_dnsmasq() {
    pod_prepare leaf1
    pod_run leaf1 dnsmasq_tftp
    expect_image_over TFTP leaf1
}

a_switch_takes_its_image_from_the_poap_server_itself() {
    pod_prepare leaf1
    server_start_dhcp
    server_start_poap --tftp "$server_address:69"
    pod_power_on leaf1
    expect_image_over TFTP leaf1
}

a_switch_goes_through_three_images_on_its_way() {
    local hops=(nxos.7.0.3.I7.10.bin nxos.9.2.4.bin nxos.9.3.5.bin) hop
    pod_prepare leaf1
    pod_go_through "${hops[@]}"
    pod_run leaf1
    for hop in "${hops[@]}" "$POD_IMAGE"; do
        expect "boots of $hop" 1 "$(grep -c "^Booting bootflash:/$hop" "$OUT/leaf1/console")"
    done
    expect_provisioned leaf1 4 "${hops[@]}"
}

# The loader falls back to the factory's image, as it does if the other one is damaged.
a_switch_that_does_not_boot_a_hop_is_not_sent_there_again() {
    pod_prepare leaf1
    pod_go_through nxos.9.2.4.bin
    touch "$LAB/leaf1/nvram/boots_nothing_new"
    pod_run leaf1
    expect_still_in_poap leaf1 "nxos.9.2.4.bin, an intermediate image, but does not run it"
    expect "reloads" 1 "$(grep -c "POAP_RELOAD_DEVICE" "$OUT/leaf1/console")"
}

a_boot_file_that_differs_from_its_md5sum_is_refused() {
    pod_prepare spine1
    echo "# changed on the way" >>"$LAB/server/templates/poap_script.py"
    pod_run spine1
    expect_still_in_poap spine1 "boot file refused"
    expect "CLI calls" 0 "$(cli_calls spine1)"
    expect_untouched spine1
}

a_switch_whose_server_is_down_at_first_waits_for_it() {
    pod_prepare spine1
    server_start_dhcp
    server_start_tftpd_hpa
    pod_interrupt spine1 server_start_poap grep -q "; trying again in" "$OUT/spine1/console"
    expect_provisioned spine1 1
}

# The POAP server is stopped: it accepts connections but does not answer.
a_boot_file_that_runs_out_of_time_is_ended_and_starts_over() {
    pod_prepare spine1
    server_edit_boot_file 's/^# script_timeout=.*/# script_timeout=6/'
    server_start
    kill -STOP "$POAP_SERVER_PID"
    pod_interrupt spine1 "kill -CONT $POAP_SERVER_PID" grep -q POAP_SCRIPT_ENDED "$OUT/spine1/console"
    expect_provisioned_late spine1 8
}

a_switch_cut_off_after_the_schedule_replays_it() {
    pod_prepare leaf1
    server_start
    switch_cut_power_when leaf1 "copy bootflash: => then-hang" switch_has_schedule leaf1
    pod_power_on leaf1
    local config
    config=$(<"$LAB/leaf1/nvram/serial").cfg
    rm -f "$LAB/leaf1/bootflash/$config"
    expect_provisioned leaf1 1 ".$config.part" .poap-agent.lock # no agent is left to remove them
}

a_switch_that_replays_after_exit_0_alone_comes_up() {
    pod_prepare leaf1
    echo exit-0 >"$LAB/leaf1/nvram/replay_rule"
    pod_run leaf1
    expect_provisioned leaf1 1
}

a_switch_that_replays_after_exit_0_alone_is_in_poap_again_when_it_was_cut_off_after_the_schedule() {
    pod_prepare leaf1
    echo exit-0 >"$LAB/leaf1/nvram/replay_rule"
    server_start
    switch_cut_power_when leaf1 "copy bootflash: => then-hang" switch_has_schedule leaf1
    pod_power_on leaf1
    expect_provisioned leaf1 2
}

a_switch_cut_off_between_save_and_erase_is_reported_lost() {
    pod_prepare leaf1
    server_start
    switch_cut_power_when leaf1 "write erase => hang" test -e "$LAB/leaf1/nvram/startup-config"
    pod_power_on leaf1
    expect_lost leaf1 "^LOST: it boots into a startup-config"
}

a_switch_in_perpetual_poap_comes_up_in_spite_of_its_startup_config() {
    pod_prepare leaf1
    touch "$LAB/leaf1/nvram/boot_poap"
    echo "hostname before" >"$LAB/leaf1/nvram/startup-config"
    pod_run leaf1
    expect_provisioned leaf1 1
}

a_switch_without_the_image_it_boots_is_reported_lost() {
    pod_prepare spine1
    rm "$LAB/spine1/bootflash/$POD_IMAGE"
    pod_power_on spine1
    expect_lost spine1 "^LOST: the boot variable names '$POD_IMAGE'"
}

a_switch_cut_off_in_mid_download_ends_as_an_undisturbed_one() {
    local part=$LAB/leaf1/bootflash/.$POD_IMAGE.part
    pod_prepare leaf1
    server_start
    switch_slow_link leaf1
    switch_cut_power_when leaf1 "" test -s "$part"
    expect "the download was cut" yes "$( (($(stat -c %s "$part") < 6 << 20)) && echo yes)"
    tc qdisc del dev leaf1 root
    pod_power_on leaf1
    expect_provisioned leaf1 2
}

a_switch_takes_its_image_and_configuration_over_http_from_nginx() {
    server_start_with_nginx
    pod_power_on leaf1
    expect_image_over HTTP leaf1
    expect "its configuration's sidecar" "$(<"$LAB/server/templates/FDO24161XKB.cfg.md5")" \
        "$(curl -fsS "http://$server_address/conf/FDO24161XKB.md5")"
}

a_download_from_nginx_that_is_cut_resumes() {
    server_start_with_nginx
    switch_slow_link leaf1
    pod_interrupt leaf1 server_restart_nginx test -s "$LAB/leaf1/bootflash/.$POD_IMAGE.part"
    expect_image_over HTTP leaf1
    expect_image_resumed
}

a_switch_cut_off_in_mid_download_from_nginx_resumes_it() {
    server_start_with_nginx
    switch_slow_link leaf1
    switch_cut_power_when leaf1 "" test -s "$LAB/leaf1/bootflash/.$POD_IMAGE.part"
    tc qdisc del dev leaf1 root
    pod_power_on leaf1
    expect_provisioned leaf1 2
    expect_image_resumed
}

two_switches_are_provisioned_with_isc_dhcpd() {
    provision_with_dhcp_server isc_dhcpd
}

two_switches_are_provisioned_with_kea() {
    provision_with_dhcp_server kea
}

a_switch_whose_bootflash_is_full_makes_room_where_it_is_told_to() {
    pod_prepare leaf1
    switch_fill_bootflash leaf1
    server_add_option '"make_room": True'
    pod_run leaf1
    expect "the console's line" 1 "$(grep -c "removed nxos.9.2.3.bin (25.1 MB) from bootflash" "$OUT/leaf1/console")"
    expect "the images that are left" "nxos.7.0.3.I7.9.bin nxos.9.2.4.bin nxos.9.3.10.bin" \
        "$(bootflash_files leaf1 | grep bin | paste -sd ' ')"
    rm "$LAB/leaf1/bootflash/nxos.9.2.4.bin" "$LAB/leaf1/bootflash/kept"
    expect_provisioned leaf1 1
}

a_switch_whose_bootflash_is_full_stays_in_poap_and_names_what_could_go() {
    pod_prepare leaf1
    switch_fill_bootflash leaf1
    pod_run leaf1
    expect_still_in_poap leaf1 "ERROR: stage the image: .*make_room removes .*, here nxos.9.2.3.bin (25.1 MB); or"
    rm "$LAB/leaf1/bootflash"/{nxos.9.2.3.bin,nxos.9.2.4.bin,kept}
    expect_untouched leaf1
}

# The switch's control plane accepts 20 Mbit/s and drops the rest of a burst above 16 KB. That is twelve blocks, and the
# agent begins with sixteen.
a_switch_comes_up_over_a_front_panel_port_that_drops_bursts() {
    pod_prepare leaf1
    switch_replug leaf1 Ethernet1/1
    server_add_option '"verbose": True'
    server_start atftpd
    tc qdisc add dev leaf1 root tbf rate 20mbit burst 16kb limit 3000
    pod_power_on leaf1
    expect_image_over TFTP leaf1
    expect "the link dropped packets" yes "$(tc -s qdisc show dev leaf1 | grep -q 'dropped [1-9]' && echo yes)"
    expect "its log line of the window" 1 \
        "$(grep -c "TFTP: $(stat -c %s "$LAB/server/templates/$POD_IMAGE") bytes in windows of" "$OUT/leaf1/script.out")"
    expect "the VRF that POAP used" 1 "$(grep -c "POAP over Ethernet1/1" "$OUT/leaf1/console")"
    cmp "$LAB/server/templates/$POD_IMAGE" "$LAB/leaf1/bootflash/$POD_IMAGE" || expect "the image" "the server's" another
}

# The link to the standby's flash is slow, so that copying the image takes a while.
a_switch_with_two_supervisors_gives_the_standby_its_image() {
    pod_prepare leaf1
    switch_add_standby leaf1 ha-standby
    echo 50 >"$LAB/leaf1/nvram/copy_pace"
    pod_run leaf1
    expect_provisioned leaf1 1
    expect "the standby's image" "$(md5sum <"$LAB/leaf1/bootflash/$POD_IMAGE")" \
        "$(md5sum <"$LAB/leaf1/bootflash_sup-remote/$POD_IMAGE")"
}

a_switch_whose_standby_still_boots_provisions_on_a_later_round() {
    pod_prepare leaf1
    switch_add_standby leaf1 powered-up
    server_start
    pod_interrupt leaf1 "switch_bring_up_standby leaf1" grep -q POAP_SCRIPT_ENDED "$OUT/leaf1/console"
    expect_provisioned_late leaf1 3
}

# Half a minute of install all, logged line by line on the console.
a_switch_whose_plan_says_install_all_replays_its_configuration() {
    pod_prepare leaf1
    server_set_install leaf1 install-all
    echo 300 >"$LAB/leaf1/nvram/install_pace"
    pod_run leaf1
    expect_provisioned leaf1 1
    expect "the installs" 1 "$(grep -c "; install all nxos bootflash:///$POD_IMAGE" "$LAB/leaf1/nvram/calls")"
    expect "the console's lines" 1 "$(grep -c "install all: Performing runtime checks." "$OUT/leaf1/console")"
}

a_switch_that_refuses_install_all_is_in_poap_still_and_has_saved_nothing() {
    pod_prepare leaf1
    server_set_install leaf1 install-all
    echo "install all => answer 16 Pre-upgrade check failed. Return code 0x40930011" >"$LAB/leaf1/nvram/faults"
    pod_run leaf1
    expect "leaf1's startup config" - "$(config_digest "$LAB/leaf1/nvram/startup-config")"
    expect "leaf1's scheduled config" "" "$(bootflash_files leaf1 | grep poap_replay || true)"
    expect_still_in_poap leaf1 "ERROR: commit: .*Pre-upgrade check failed"
}

a_switch_with_two_supervisors_hops_and_installs_all_with_both() {
    local image images=(nxos.9.2.4.bin "$POD_IMAGE")
    pod_prepare leaf1
    switch_add_standby leaf1 ha-standby
    pod_go_through nxos.9.2.4.bin
    server_set_install leaf1 install-all
    pod_run leaf1
    expect_provisioned leaf1 2 nxos.9.2.4.bin
    expect "leaf1's boots" "$POD_OLD_IMAGE ${images[*]}" \
        "$(sed -n 's|^Booting bootflash:/||p' "$OUT/leaf1/console" | paste -sd ' ')"
    for image in "${images[@]}"; do
        expect "the standby's $image" "$(md5sum <"$LAB/server/templates/$image")" \
            "$(md5sum <"$LAB/leaf1/bootflash_sup-remote/$image")"
    done
}

a_switch_without_a_poap_server_takes_from_nginx_what_is_for_its_place() {
    pod_prepare leaf1
    printf '%s\n' "Ethernet1/1 spine1(FDO23510L7A) Ethernet1/32 N9K-C9364C" \
        "mgmt0 oob-sw1.example.com(FOC1703R0EE) GigabitEthernet1/0/9 WS-C2960X-48TS-L" >"$LAB/leaf1/nvram/cdp"
    pod_add_files leaf1 conf_oob-sw1.example.com_Gig1_0_9.cfg
    pod_set_location "http://$server_address/"
    server_start_without_poap
    server_start_nginx
    pod_power_on leaf1
    expect_image_over HTTP leaf1
}

a_switch_without_a_poap_server_takes_over_tftp_what_is_for_its_front_panel_port() {
    pod_prepare leaf1
    switch_replug leaf1 Ethernet1/1
    echo "Ethernet1/1 spine1(FDO23510L7A) Ethernet1/32 N9K-C9364C" >"$LAB/leaf1/nvram/cdp"
    pod_add_files leaf1 conf_spine1_Eth1_32.cfg
    pod_set_location "tftp://$server_address/"
    server_start_without_poap
    pod_power_on leaf1
    expect_image_over TFTP leaf1
}

a_switch_comes_up_with_the_options_block_of_a_poap_py() {
    local password=Kept-From-Logs-7
    pod_prepare_poap_py http "$password"
    server_set_password poap "$password"
    server_start_nginx nginx-poap-py.conf
    pod_power_on leaf1
    expect_image_over HTTP leaf1
    expect "the installs" 1 "$(grep -c "; install all nxos bootflash:///$POD_IMAGE" "$LAB/leaf1/nvram/calls")"
    expect "nginx's status without a password" 401 \
        "$(curl -so /dev/null -w '%{http_code}' "http://$server_address/var/lib/tftpboot/$POD_IMAGE")"
    expect_secret leaf1 "$password"
}

# poap.py's own options with only host, user, password and image changed: transfer_protocol is scp by default.
a_switch_comes_up_with_the_sample_options_of_poap_py() {
    local password=Kept-From-Logs-7
    pod_prepare_poap_py '' "$password"
    server_start_sshd ed25519
    pod_power_on leaf1
    expect_image_over SCP leaf1
    expect_in_console leaf1 "WARNING: .*\`\"host_key\": \"$(server_host_key)\"\`"
    expect "the installs" 1 "$(grep -c "; install all nxos bootflash:///$POD_IMAGE" "$LAB/leaf1/nvram/calls")"
    expect_secret leaf1 "$password"
}

a_switch_comes_up_over_sftp_from_a_server_with_an_rsa_key() {
    local password=Kept-From-Logs-7
    pod_prepare_poap_py sftp "$password"
    server_start_sshd rsa "Subsystem sftp internal-sftp" "ForceCommand internal-sftp"
    server_add_option "\"host_key\": \"$(server_host_key)\""
    pod_power_on leaf1
    expect_image_over SFTP leaf1
    expect "the warnings" 0 "$(grep -c WARNING "$OUT/leaf1/console")"
    expect_secret leaf1 "$password"
}

a_switch_does_not_send_its_password_to_a_server_with_another_host_key() {
    local password=Kept-From-Logs-7
    pod_prepare_poap_py sftp "$password"
    server_start_sshd ed25519
    server_add_option '"host_key": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"'
    pod_power_on leaf1
    expect_still_in_poap leaf1 "ERROR: .*has the fingerprint $(server_host_key), not the expected one"
    expect "the logins" 0 "$(grep -c "for poap\|user poap" "$OUT/server/sshd.log")"
    expect_untouched leaf1
}

a_switch_cut_off_in_mid_download_over_sftp_resumes_it() {
    pod_prepare_poap_py sftp password
    server_start_sshd ed25519
    switch_slow_link leaf1
    switch_cut_power_when leaf1 "" test -s "$LAB/leaf1/bootflash/.$POD_IMAGE.part"
    tc qdisc del dev leaf1 root
    pod_power_on leaf1
    expect_provisioned leaf1 2
    expect_in_console leaf1 "$POD_IMAGE: resuming after"
}

a_download_over_sftp_whose_server_is_killed_resumes() {
    pod_prepare_poap_py sftp password
    server_start_sshd ed25519
    switch_slow_link leaf1
    pod_interrupt leaf1 server_kill_ssh_sessions test -s "$LAB/leaf1/bootflash/.$POD_IMAGE.part"
    expect_image_over SFTP leaf1
    expect_in_console leaf1 "$POD_IMAGE: resuming after"
}

a_switch_whose_bootflash_is_full_ends_a_download_over_scp() {
    pod_prepare_poap_py scp password
    switch_set_bootflash_size leaf1 64m
    server_add_option '"required_space": 1'
    server_start_sshd ed25519
    switch_fill_bootflash leaf1
    pod_power_on leaf1
    expect_still_in_poap leaf1 "ERROR: stage the image: .*make_room removes .*, here nxos.9.2.3.bin (25.1 MB); or"
    rm "$LAB/leaf1/bootflash"/{nxos.9.2.3.bin,nxos.9.2.4.bin,kept}
    expect_untouched leaf1
}

a_switch_gets_its_licence_and_certificate() {
    local secret=Kept-From-Logs-7 passphrase=Kept-From-Logs-8 config
    pod_prepare_poap_py sftp "$secret"
    server_start_sshd ed25519
    pod_add_recipe leaf1 "$passphrase"
    server_add_option '"install_path": "/var/lib/tftpboot/install"'
    pod_power_on leaf1
    config=$LAB/leaf1/nvram/running-config
    expect "its state" online "$(switch_state leaf1)"
    expect "its files on bootflash" \
        "$(printf '%s\n' "$POD_OLD_IMAGE" "$POD_IMAGE" poap_files/CA1/ca1.p12 poap_files/leaf.lic scripts/script.sh)" \
        "$(bootflash_files leaf1)"
    expect "the line before its configuration" "install license bootflash:poap_files/leaf.lic" "$(head -n 1 "$config")"
    expect "the lines after it" "crypto ca trustpoint CA1;crypto ca import CA1 pkcs12 bootflash:poap_files/CA1/ca1.p12 $passphrase;boot nxos bootflash:///$POD_IMAGE" \
        "$(tail -n 3 "$config" | paste -sd ';')"
    expect "logs with the passphrase" "" "$(grep -rlF "$passphrase" "$OUT/leaf1" "$LAB/leaf1/bootflash"/*.log)"
}

a_switch_whose_recipe_has_an_rpm_stays_in_poap() {
    pod_prepare_poap_py sftp password
    server_start_sshd ed25519
    pod_add_recipe leaf1 passphrase
    printf 'RPM:\n- tool.rpm\n' >>"$LAB/server/templates/install/$(<"$LAB/leaf1/nvram/serial")/$(<"$LAB/leaf1/nvram/serial").yaml"
    server_add_option '"install_path": "/var/lib/tftpboot/install"'
    pod_power_on leaf1
    expect_still_in_poap leaf1 "ERROR: .*RPM is not supported.*install add FILE activate"
    expect_untouched leaf1
}

a_switch_with_an_old_bios_upgrades_it_first() {
    pod_prepare_poap_py sftp password
    server_start_sshd ed25519
    server_add_option '"use_nxos_boot": True'
    echo 02.51 >"$LAB/leaf1/nvram/bios"
    pod_power_on leaf1
    expect_image_over SFTP leaf1
    expect "the upgrades of its BIOS" 1 "$(grep -c "install all nxos bootflash:///$POD_IMAGE bios" "$LAB/leaf1/nvram/calls")"
    expect "its BIOS" 07.69 "$(<"$LAB/leaf1/nvram/bios")"
}

a_switch_comes_up_over_ftp_from_vsftpd() {
    local password=Kept-From-Logs-7
    pod_prepare_poap_py ftp "$password"
    server_start_vsftpd
    pod_power_on leaf1
    expect_image_over FTP leaf1
    expect_in_console leaf1 "WARNING: the file server uses plain ftp"
    expect_secret leaf1 "$password"
}

a_switch_comes_up_from_a_usb_stick_without_any_server() {
    pod_prepare leaf1
    pod_add_stick leaf1
    pod_power_on leaf1
    expect_provisioned leaf1 1
    expect "DHCP's lines" "" "$(grep DHCP "$OUT/leaf1/console")"
}

a_switch_with_a_damaged_image_on_its_usb_stick_stays_in_poap() {
    pod_prepare leaf1
    pod_add_stick leaf1
    dd if=/dev/zero of="$LAB/leaf1/usb/$POD_IMAGE" bs=64 count=1 seek=1000 conv=notrunc status=none
    pod_power_on leaf1
    expect_still_in_poap leaf1 "ERROR: stage the image: the MD5 of $POD_IMAGE is"
    expect_untouched leaf1
}

# The commands are those of docs/deploy.md.
a_clean_machine_with_the_package_provisions_four_switches() {
    local names name
    mapfile -t names < <(pod_switches)
    pod_prepare "${names[@]}"
    machine_prepare
    machine_follow_the_document
    expect "the check" "no faults, 4 switches" "$(machine_check)"
    pod_power_on "${names[@]}"
    expect "the owner of the configurations" _poap-stub \
        "$(machine_run bash -c 'stat -c %U /var/lib/poap-server-stub/*.cfg | sort -u')"
    for name in "${names[@]}"; do
        expect_provisioned "$name" 1
    done
}

an_upgrade_of_the_package_keeps_edits_and_a_purge_leaves_only_images() {
    local edited="etc/default/poap-server-stub etc/poap-server-stub/podvars.yml var/lib/poap-server-stub/conf_nxv.j2"
    local file upgraded='' folder
    pod_prepare leaf1
    machine_prepare
    folder=$machine/var/lib/poap-server-stub
    machine_run bash -c 'apt install ./poap-server-stub_*.deb'
    expect "the check" "no faults, 2 switches" "$(machine_check)"
    for file in $edited; do
        echo "# edited" >>"$machine/$file"
    done
    machine_run systemctl restart poap-server-stub
    wait_until 10 grep -qs listening "$OUT/server/poap-server-stub.log"
    curl -fsS -X PUT -d data=0000.0000.0001 "http://$server_address:5000/FDO21120U5D" >"$OUT/server/plan"
    expect "its configuration" "hostname leaf1" "$(head -n 1 "$folder/FDO21120U5D.cfg")"
    machine_run install -o _poap-stub /dev/null "/var/lib/poap-server-stub/$POD_IMAGE"
    machine_run install -o _poap-stub /dev/null /var/lib/poap-server-stub/own.cfg

    machine_add_next_package
    machine_run dpkg --install --force-confold ./next.deb
    expect "the inventory of the upgrade" "# revision 2" \
        "$(tail -n 1 "$machine/etc/poap-server-stub/podvars.yml.dpkg-dist")"
    for file in $edited; do
        upgraded+=$(tail -n 1 "$machine/$file")
    done
    expect "the edits after the upgrade" "# edited# edited# edited" "$upgraded"
    expect "who can read the inventory" "640 root:_poap-stub" \
        "$(machine_run stat -c '%a %U:%G' /etc/poap-server-stub/podvars.yml)"
    machine_run systemctl stop poap-server-stub
    machine_run dpkg --remove poap-server-stub
    expect "the program after the removal" "" "$(machine_files bin/poap-server-stub)"
    expect "the template after the removal" "# edited" "$(tail -n 1 "$folder/conf_nxv.j2")"
    machine_run dpkg --purge poap-server-stub | tee "$OUT/server/purge"
    expect "what the purge prints" "conf_nxv.j2 $POD_IMAGE own.cfg" \
        "$(sed '1,/is not deleted/d' "$OUT/server/purge" | paste -sd ' ')"
}

a_purge_of_the_package_leaves_images_and_it_can_be_installed_again() {
    local left="var/lib/poap-server-stub var/lib/poap-server-stub/$POD_IMAGE"
    pod_prepare leaf1
    machine_prepare
    machine_run bash -c 'apt install ./poap-server-stub_*.deb'
    machine_run install -m 600 -o root /dev/null "/var/lib/poap-server-stub/$POD_IMAGE"
    sed -i "0,/system_image: \"\"/s//system_image: $POD_IMAGE/" "$machine/etc/poap-server-stub/podvars.yml"
    expect "the check" "opening $POD_IMAGE: Permission denied: make it readable for this server's user" \
        "$(machine_check | grep -o "opening.*")"
    machine_run chown _poap-stub "/var/lib/poap-server-stub/$POD_IMAGE"
    machine_run dpkg --purge poap-server-stub
    expect "files after the purge" "$left" "$(machine_files poap-server-stub | paste -sd ' ')"

    machine_run chown -R 12345:12345 /var/lib/poap-server-stub
    machine_run bash -c 'apt install ./poap-server-stub_*.deb'
    expect "owners after the installation" "_poap-stub:_poap-stub 12345:12345 root:root" \
        "$(machine_run bash -c "cd /var/lib/poap-server-stub && stat -c %U:%G . && stat -c %u:%g $POD_IMAGE &&
            stat -c %U:%G conf_nxv.j2" | paste -sd ' ')"
    machine_run systemctl restart poap-server-stub
    wait_until 10 grep -qs listening "$OUT/server/poap-server-stub.log"
    curl -fsS -X PUT -d data=0000.0000.0001 "http://$server_address:5000/FDO24161XKB" >"$OUT/server/plan"
    machine_run systemctl stop poap-server-stub
}

a_package_whose_folder_is_a_link_can_be_purged() {
    pod_prepare leaf1
    machine_prepare
    mkdir -p "$machine/srv/poap-server-stub"
    ln -s /srv/poap-server-stub "$machine/var/lib/poap-server-stub"
    machine_run bash -c 'apt install ./poap-server-stub_*.deb'
    expect "the check" "no faults, 2 switches" "$(machine_check)"
    machine_run dpkg --purge poap-server-stub
    expect "files after the purge" "srv/poap-server-stub var/lib/poap-server-stub" \
        "$(machine_files poap-server-stub | paste -sd ' ')"
}
