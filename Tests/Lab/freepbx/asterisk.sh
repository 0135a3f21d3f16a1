# The lab's Asterisk; sourced by service. A real one from the package cache, with folders and ports of its own.

etc=$home/etc/asterisk
varlib=$home/var/lib/asterisk
spool=$home/var/spool/asterisk
logs=$home/var/log/asterisk
run=$home/run

# asterisk_command: sets the array `asterisk` to what runs the binary of this lab's version.
asterisk_command() {
    local root=$LAB_CACHE/asterisk-$version/root triplet libraries loader
    triplet=$(cd "$root/usr/lib" && ls -d *-linux-gnu | head -n 1)
    libraries=$root/usr/lib/$triplet:$root/usr/lib:$root/lib/$triplet
    modules=$root/usr/lib/$triplet/asterisk/modules
    if [ ! -d "$modules" ]; then modules=$root/usr/lib/asterisk/modules; fi
    asterisk=(env ODBCSYSINI="$home/etc" ODBCINI="$home/etc/odbc.ini")
    if [ "$version" = 16 ]; then
        odbc_driver=/usr/lib/$triplet/odbc/libmaodbc.so
        asterisk+=(LD_LIBRARY_PATH="$libraries" "$root/usr/sbin/asterisk")
    else
        # Built against a newer C library than the machine's: it needs the loader it came with.
        odbc_driver=$root/usr/lib/$triplet/odbc/libmaodbc.so
        loader=$(find "$root/lib64/" "$root/usr/lib/" -maxdepth 2 -name 'ld-linux*' -print -quit)
        asterisk+=("$loader" --library-path "$libraries" "$root/usr/sbin/asterisk")
    fi
    asterisk+=(-C "$etc/asterisk.conf")
}

# The files FreePBX does not generate at a reload. @NAME@ in a template is a value of this lab.
write_asterisk_configuration() {
    local file
    asterisk_command
    lab_directory "$home/etc" "$etc" "$home/var" "$home/var/lib" "$varlib" "$home/var/spool" "$spool" "$home/var/log" \
        "$logs" "$run" "$home/bin"
    for file in "$here"/etc/*.conf "$here"/etc/*.ini; do
        sed -e "s|@ETC@|$etc|g; s|@VARLIB@|$varlib|g; s|@SPOOL@|$spool|g; s|@LOGS@|$logs|g; s|@RUN@|$run|g" \
            -e "s|@MODULES@|$modules|g; s|@ODBC_DRIVER@|$odbc_driver|g" \
            -e "s|@MANAGER_PORT@|$(cat "$home/ports/manager")|g; s|@SIP_PORT@|$(cat "$home/ports/sip")|g" \
            -e "s|@CHANSIP_PORT@|$(cat "$home/ports/chansip")|g; s|@MYSQL_PORT@|$(cat "$home/ports/mysql")|g" \
            -e "s|@RTP_START@|$(cat "$home/ports/rtp")|g; s|@RTP_END@|$(($(cat "$home/ports/rtp") + 199))|g" \
            -e "s|@DATABASE_PASSWORD@|$(cat "$home/database.pass")|g" \
            -e "s|@MANAGER_PASSWORD@|$(cat "$home/manager.pass")|g" \
            -e "s|@LIMITED_PASSWORD@|$(cat "$home/limited.pass")|g" \
            "$file" >"$(configuration_target "$(basename "$file")")"
    done
    # Generated files that the fixed ones include have to exist before the first reload; without the others, which
    # stay empty, modules would complain at every start.
    for file in aeap chan_websocket extensions_additional pjsip.endpoint pjsip.aor pjsip.auth pjsip.registration queues_additional sip_additional \
        musiconhold_additional acl ccss cli_aliases cli_permissions dnsmgr enum extconfig features geolocation minivm \
        pjproject pjsip_wizard queuerules res_config_odbc resolver_unbound sla smdi sorcery stasis statsd stir_shaken \
        udptl users websocket_client res_http_media_cache; do
        touch "$etc/$file.conf"
    done
    if [ "$version" = 22 ]; then sed -i '/^load.*chan_sip/d' "$etc/modules.conf"; fi
    write_command asterisk "${asterisk[@]}"
    write_command fwconsole env FREEPBX_CONF="$home/freepbx.conf" "$here/fwconsole"
    give_to_lab "$home/etc"
    chmod -R o-rwx "$etc" "$home/etc/odbc.ini"
}

configuration_target() {
    case $1 in
        odbc.ini | odbcinst.ini) echo "$home/etc/$1" ;;
        *) echo "$etc/$1" ;;
    esac
}

# write_command NAME WORD…: a small script in the lab's bin that runs these words with its own arguments.
write_command() {
    local file=$home/bin/$1
    shift
    { echo '#!/bin/sh'; printf 'exec'; printf " '%s'" "$@"; printf ' "$@"\n'; } >"$file"
    chmod 0755 "$file"
}

give_to_lab() { if [ "$(id -u)" = 0 ]; then chown -hR "$LAB_USER:$LAB_GROUP" "$@"; fi; }

# Sounds are linked from the package, one by one, so that a recording can be put beside them.
create_asterisk_files() {
    local root=$LAB_CACHE/asterisk-$version/root sound
    mkdir -p "$varlib/sounds" "$varlib/agi-bin" "$varlib/keys" "$spool"/{monitor,outgoing,tmp,voicemail,recording}
    cp -rs "$root"/usr/share/asterisk/sounds/en_US_f_Allison "$varlib/sounds/en"
    cp -r "$seed/sounds/custom" "$varlib/sounds/en/custom"
    # What voicemail says before the beep takes ten seconds, in every test that leaves a message.
    for sound in vm-intro vm-theperson vm-isunavail vm-isonphone; do
        rm -f "$varlib/sounds/en/$sound".*
        cp "$seed/sounds/short.wav" "$varlib/sounds/en/$sound.wav"
    done
    cp -r "$seed/moh" "$varlib/moh"
    ln -sfn "$root/usr/share/asterisk/documentation" "$varlib/documentation"
    cp "$seed/astdb.sqlite3" "$varlib/astdb.sqlite3"
    cp "$seed/voicemail.conf" "$etc/voicemail.conf"
    cp -r "$seed/spool/voicemail" "$spool/"
    give_to_lab "$home/var" "$etc"
}

asterisk_answers() { "$home/bin/asterisk" -rx 'core waitfullybooted' | grep -q 'fully booted' && listens "$(cat "$home/ports/manager")"; }

start_asterisk() {
    if ! daemon_runs asterisk; then
        rm -f "$run/asterisk.ctl"
        start_daemon asterisk "$home/bin/asterisk" -f -n
    fi
    wait_for 30 Asterisk asterisk_answers || die "Asterisk does not start: see $LAB_HOME/log/asterisk.log and $logs/full"
}

stop_asterisk() { stop_daemon asterisk 10; }
