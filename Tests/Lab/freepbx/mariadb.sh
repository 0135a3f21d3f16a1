# The lab's MariaDB; sourced by service. Debian's server, its own data folder, a loopback port and a unix socket.

mysql_socket=$home/mysql/mysqld.sock

# The server's settings. sql_mode is left alone: the server's own default is strict, as on a FreePBX host.
# A lab may lose its last second in a crash of the machine, and needs no replication.
write_mysql_configuration() {
    lab_directory "$home/mysql"
    cat >"$home/mysql/my.cnf" <<END
[mariadbd]
datadir = $home/mysql/data
socket = $mysql_socket
pid_file = $home/mysql/mysqld.pid
port = $(cat "$home/ports/mysql")
bind_address = 127.0.0.1
skip_name_resolve
skip_log_bin
character_set_server = utf8mb4
collation_server = utf8mb4_unicode_ci
max_connections = 60
performance_schema = 0
innodb_buffer_pool_size = 128M
innodb_log_file_size = 32M
innodb_flush_log_at_trx_commit = 0
innodb_flush_method = fsync
innodb_doublewrite = 0
tmpdir = $home/mysql
ssl_cert = $home/mysql/server.crt
ssl_key = $home/mysql/server.key
END
}

# For tests of TLS: nobody's authority has signed it, so it is its own.
make_certificate() {
    run_as openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
        -keyout "$home/mysql/server.key" -out "$home/mysql/server.crt" 2>"$LAB_HOME/log/certificate.log" ||
        die "no certificate could be made: see $LAB_HOME/log/certificate.log"
}

# mysql_admin ARG…: the server's administrator; the lab's user is known by the socket it comes through.
mysql_admin() { run_as mariadb --no-defaults --socket="$mysql_socket" --user="$LAB_USER" --default-character-set=utf8mb4 "$@"; }

mysql_answers() { mysql_admin -e 'SELECT 1'; }

create_mysql() {
    local password
    write_mysql_configuration
    rm -rf -- "$home/mysql/data"
    lab_directory "$home/mysql/data"
    run_as mariadb-install-db --defaults-file="$home/mysql/my.cnf" --skip-test-db \
        --auth-root-authentication-method=socket --auth-root-socket-user="$LAB_USER" >"$LAB_HOME/log/mariadb-install.log" 2>&1 ||
        die "MariaDB's first files could not be made: see $LAB_HOME/log/mariadb-install.log"
    make_certificate
    start_mysql
    password=$(cat "$home/database.pass")
    {
        for database in asterisk asteriskcdrdb; do
            echo "CREATE DATABASE $database;"
            for host in localhost 127.0.0.1; do
                echo "GRANT ALL ON $database.* TO freepbxuser@$host IDENTIFIED BY '$password';"
                # One that may look and not touch, for tests of missing privileges.
                echo "GRANT SELECT ON $database.* TO freepbxreader@$host IDENTIFIED BY '$password';"
            done
        done
        for host in localhost 127.0.0.1; do
            # Tests that need other tables, or thousands of extensions, make databases of their own.
            echo "GRANT ALL ON \`pbxctl\\_test\\_%\`.* TO freepbxuser@$host;"
        done
    } | mysql_admin
    # Nothing of the seed has to survive a crash half way through: it would be made anew.
    for database in asterisk asteriskcdrdb; do mysql_admin "$database" <"$here/tables/$database.sql"; done
}

start_mysql() {
    if ! daemon_runs mariadb; then
        start_daemon mariadb mariadbd --defaults-file="$home/mysql/my.cnf"
    fi
    wait_for 30 MariaDB mysql_answers || die "MariaDB does not start: see $LAB_HOME/log/mariadb.log"
}

stop_mysql() { stop_daemon mariadb 30; }
