# The lab's PostgreSQL; sourced by service. A cluster of its own on a loopback port and a unix socket.
#
# Two databases: `fusionpbx` as FusionPBX 5.5 makes it and `fusionpbx_54` as 5.4 does. Of each there is a second copy,
# named _seed, that nothing writes to: putting the seed back is making the first one anew from it.

binaries=/usr/lib/postgresql/15/bin
data=$home/data
databases="fusionpbx fusionpbx_54"

install_postgres() {
    local settings=/etc/postgresql-common/createcluster.conf
    if [ -n "$(missing_packages postgresql-15)" ]; then
        install_packages postgresql-common
        # The package would make a cluster and start it on the standard port; this machine may have other plans for that.
        if ! grep -q '^ *create_main_cluster *= *false' "$settings" 2>/dev/null; then
            sed -i 's/^ *create_main_cluster/#&/' "$settings" 2>/dev/null || true
            echo 'create_main_cluster = false' >>"$settings"
        fi
    fi
    install_packages postgresql-15 postgresql-client-15 libpq5 python3 util-linux
}

# The lab's user administers the cluster, known by the unix socket it comes through; everybody else needs a password.
write_postgres_configuration() {
    cat >"$data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $(cat "$home/ports/postgres")
unix_socket_directories = '$home/socket'
password_encryption = scram-sha-256
max_connections = 60
shared_buffers = 64MB
max_wal_size = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
# A lab may lose everything in a crash of the machine: it is made anew.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
END
    cat >"$data/pg_hba.conf" <<END
local all $LAB_USER peer
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
END
}

# sql ARG…: psql as the administrator, without anybody's own settings.
sql() {
    run_as env -u PGPASSWORD -u PGSERVICE PGOPTIONS="-c client_min_messages=warning" PGHOST="$home/socket" PGPORT="$(cat "$home/ports/postgres")" \
        PGUSER="$LAB_USER" PGCLIENTENCODING=UTF8 psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"
}

postgres_answers() { sql -d template1 -Atc 'SELECT 1'; }

start_postgres() {
    if daemon_runs postgres && postgres_answers >/dev/null 2>&1; then return 0; fi
    stop_postgres
    start_daemon postgres "$binaries/postgres" -D "$data"
    wait_for 30 PostgreSQL postgres_answers || die "PostgreSQL does not answer: see $LAB_HOME/log/postgres.log"
}

stop_postgres() {
    local pid
    # INT is PostgreSQL's quick way down; at TERM it would wait until the last client has left.
    if pid=$(daemon_pid postgres); then
        kill -INT "$pid" 2>/dev/null || true
        wait_for 20 "end of PostgreSQL" daemon_gone postgres || true
    fi
    stop_daemon postgres
}

# seed_database NAME: tables as the role fusionpbx, which owns them, then rows as the administrator, who may read sound files.
seed_database() {
    local variables
    case $1 in
        fusionpbx) variables="native=true yesno=boolean version=5.5.13 dialplan_mode=single record_stereo=record_stereo" ;;
        fusionpbx_54) variables="native=false yesno=text version=5.4.4 dialplan_mode=multiple record_stereo=record_stereo_swap" ;;
    esac
    sql -d template1 -c "CREATE DATABASE ${1}_seed OWNER fusionpbx TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
    {
        echo 'BEGIN; SET ROLE fusionpbx;'
        cat "$here"/tables/*.sql
        echo 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO fusionpbx_reader; RESET ROLE;'
        cat "$here"/seed/*.sql
        echo 'COMMIT;'
    } | sql -d "${1}_seed" -o /dev/null \
        --set=home="$home" --set=anchor="$(cat "$home/anchor")" --set=calls=50000 $(printf ' --set=%s' $variables) -f -
    sql -d "${1}_seed" -c ANALYZE
}

create_postgres() {
    local password database
    rm -rf -- "$data" "$home/socket"
    lab_directory "$data" "$home/socket"
    chmod 0700 "$data"
    run_as "$binaries/initdb" --pgdata="$data" --username="$LAB_USER" --auth=peer --encoding=UTF8 --locale=C.UTF-8 --no-sync \
        >"$LAB_HOME/log/postgres-install.log" 2>&1 || die "PostgreSQL's first files could not be made: see $LAB_HOME/log/postgres-install.log"
    write_postgres_configuration
    start_postgres
    password=$(cat "$home/database.pass")
    # FusionPBX's own role, which is no superuser here but may make databases for tests of other releases, and one that
    # may look and not touch, for tests of missing privileges.
    sql -d template1 <<END
CREATE ROLE fusionpbx LOGIN CREATEDB PASSWORD '$password';
CREATE ROLE fusionpbx_reader LOGIN PASSWORD '$password';
END
    for database in $databases; do seed_database "$database"; done
}

# The databases in use, from their seed. Whoever is connected is sent away.
restore_postgres() {
    local database
    for database in $databases; do
        sql -d template1 -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" \
            -c "CREATE DATABASE $database OWNER fusionpbx TEMPLATE ${database}_seed STRATEGY file_copy"
    done
}
