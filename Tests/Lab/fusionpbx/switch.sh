# FreeSWITCH's event socket; sourced by service. The stand-in, until somebody teaches this file to start a real one:
# whoever has FreeSWITCH names a script in LAB_FREESWITCH, and it is run in the stand-in's place with the port and the
# file of the password as its arguments.

switch=$home/switch

start_switch() {
    local program
    if daemon_runs switch && switch_answers >/dev/null 2>&1; then return 0; fi
    stop_switch
    lab_directory "$switch"
    [ -f "$switch/outcomes" ] || reset_switch
    install_password
    # The checkout may lie where the lab's user cannot read.
    rm -rf -- "$home/bin"
    mkdir -p "$home/bin"
    cp -R "$here/event-socket" "$here/eventsocket" "$home/bin/"
    program=${LAB_FREESWITCH:-}
    if [ -n "$program" ]; then
        start_daemon switch "$program" "$(cat "$home/ports/socket")" "$switch/password"
    else
        start_daemon switch /usr/bin/python3 -B "$home/bin/event-socket" --port "$(cat "$home/ports/socket")" \
            --password-file "$switch/password" --state "$switch" --cache "$cache" --home "$home" \
            --database "postgresql:///fusionpbx?host=$home/socket&port=$(cat "$home/ports/postgres")&user=$LAB_USER"
    fi
    wait_for 20 "the event socket" switch_answers || die "the event socket does not answer: see $LAB_HOME/log/switch.log"
}

# A copy of the password for the server; the caller's own file is nobody else's to read.
install_password() {
    (umask 077 && cp "$home/event-socket.pass" "$switch/password")
    [ "$(id -u)" != 0 ] || chown "$LAB_USER:$LAB_GROUP" "$switch/password"
}

stop_switch() { stop_daemon switch 10; }

# It greets, in its own words. A subshell, so that a refused connection ends nothing else.
switch_answers() (
    exec 3<>"/dev/tcp/127.0.0.1/$(cat "$home/ports/socket")"
    read -r -t 5 line <&3
    [ "$line" = "Content-Type: auth/request" ]
) 2>/dev/null

# What the numbers do and who is registered, as in the seed. Tests write these two files to have it otherwise.
reset_switch() {
    lab_directory "$switch"
    rm -f "$switch/event-socket.log"
    cat >"$switch/outcomes" <<'END'
# NUMBER[@DOMAIN] or *  =  answer | busy | no_answer | reject | unregistered | a hangup cause  [after SECONDS] [for SECONDS]
# `after` is how long it rings, `for` how long whoever answered stays on. The most exact line counts.
* = answer after 0.1 for 20
1004 = busy after 0.1
1005 = no_answer after 0.5
1006 = reject after 0.1
12085559999 = UNALLOCATED_NUMBER after 0.1
END
    cat >"$switch/registrations" <<'END'
# USER@DOMAIN  PROFILE  ADDRESS:PORT  "AGENT"
1001@pbx.example.test internal 127.0.0.1:6001 "Yealink SIP-T46S 66.86.0.15"
1001@pbx.example.test internal 127.0.0.1:6101 "Linphone/5.2 <mobile> & \"tablet\""
1002@pbx.example.test internal 127.0.0.1:6002 sipp-lab
1003@pbx.example.test internal 127.0.0.1:6003 sipp-lab
1004@pbx.example.test internal 127.0.0.1:6004 sipp-lab
1005@pbx.example.test internal 127.0.0.1:6005 sipp-lab
1006@pbx.example.test internal 127.0.0.1:6006 sipp-lab
1001@branch.example.test internal 127.0.0.1:6201 sipp-lab
END
    chmod 0644 "$switch/outcomes" "$switch/registrations"
}
