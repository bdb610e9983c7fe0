# shellcheck shell=bash
# The rack's table: one row for each switch, from its console so far. On a terminal the rows are updated in place;
# otherwise a row is printed when a switch enters another stage.

# table_row NAME CONSOLE: sets row_stage, row_image and row_progress. The matched messages are those of tests/lab/switch
# and of the lab's script, which the agent prints too.
table_row() {
    IFS=$'\t' read -r row_stage row_image row_progress < <(awk '
        BEGIN { stage = "off"; image = progress = "-" }
        function enter(name) { stage = name; progress = "-" }
        /^Booting bootflash:/ { image = $2; sub(".*/", "", image); enter("boot") }
        /POAP_(DHCP_DISCOVER|USB)_START/ { enter("DHCP") }
        /Downloading the boot file/ { enter("boot file") }
        /POAP_SCRIPT_STARTED/ { enter("identify") }
        /Sending API request/ { enter("register") }
        /Transfering config file/ { enter("configuration") }
        /Checking the current image/ { enter("check image") }
        /Transferring file / { enter("image") }
        stage == "image" && match($0, /[0-9]+ %,/) { progress = substr($0, RSTART, RLENGTH - 1) } # not that of VDC-1 %$
        /, complete/ && stage == "image" { progress = "100 %" }
        /Verifying the .*\.bin/ { enter("verify") }
        /Setting the boot variable|Ready to execute copy bootflash:/ { enter("commit") }
        /POAP_SCRIPT_ENDED/ { enter("finished") }
        /POAP_RELOAD_DEVICE/ { enter("reload") }
        /Bootstrap Replay Done/ { enter("online") }
        /^LOST: / { enter("lost") }
        /POAP_FAILURE/ { enter("failed") }
        END { print stage "\t" image "\t" progress }
    ' "$2" 2>/dev/null) || true
}

# table_watch OUT NAME...: shows the table of the switches whose consoles are in OUT, until this shell's parent ends or
# the file OUT/over exists.
table_watch() {
    local out=$1 form='%-8s %-14s %-21s %-9s %s\n' last='' name now elapsed drawn=''
    shift
    local -A stages=() began=() times=()
    # shellcheck disable=SC2059 # one form for every row
    printf "$form" switch stage image progress seconds
    until [[ -n $last ]]; do
        [[ ! -e $out/over ]] || last=yes # one last update after the end
        kill -0 "$$" 2>/dev/null || return 0
        now=${EPOCHREALTIME/[.,]/}
        [[ -z $drawn || ! -t 1 ]] || printf '\033[%dA' $#
        for name; do
            table_row "$name" "$out/$name/console"
            [[ -n $row_stage ]] || row_stage=off row_image=- row_progress=-
            [[ $row_stage == off ]] || began[$name]=${began[$name]:-$now}
            if [[ ${stages[$name]-} != @(online|lost|failed) ]]; then
                elapsed=$(((now - ${began[$name]:-$now}) / 100000))
                times[$name]=$((elapsed / 10)).$((elapsed % 10))
            fi
            if [[ -t 1 ]]; then
                printf '\033[K'
            elif [[ ${stages[$name]-off} == "$row_stage" ]]; then
                continue
            fi
            stages[$name]=$row_stage
            # shellcheck disable=SC2059
            printf "$form" "$name" "$row_stage" "$row_image" "$row_progress" "${times[$name]}"
        done
        drawn=yes
        sleep 0.1
    done
}
