# Shared by the lab's dispatcher and by the service script of each half; sourced, never run.
#
# It settles where the lab lives and who runs its servers, and offers a few functions. Everything it sets
# can be given from outside, so a service script works on its own just as it does under the dispatcher.

# Files made here are read by the unprivileged user as well; secrets get their own, narrower mode.
umask 022
# Debian's servers are in sbin, which an ordinary user's PATH leaves out.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

LAB_SOURCE=${LAB_SOURCE:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)}
LAB_CHECKOUT=${LAB_CHECKOUT:-$(cd "$LAB_SOURCE/../.." && pwd -P)}

# One lab per checkout and user. The name is short because unix sockets below it may have 107 bytes in all.
if [ -z "${LAB_HOME:-}" ]; then
    LAB_HOME=${PBXCTL_LAB:-/var/tmp/pbxctl-lab-$(id -u)-$(printf %s "$LAB_CHECKOUT" | sha256sum | cut -c1-8)}
fi
# Downloaded packages outlive a lab, so that the next one starts without the network.
LAB_CACHE=${LAB_CACHE:-/var/tmp/pbxctl-lab-cache-$(id -u)}
case $LAB_HOME in /*) ;; *) LAB_HOME=$PWD/$LAB_HOME ;; esac
case $LAB_CACHE in /*) ;; *) LAB_CACHE=$PWD/$LAB_CACHE ;; esac

# mariadbd and postgres refuse to run as root, and nothing else here needs root either.
if [ -z "${LAB_USER:-}" ]; then
    if [ "$(id -u)" = 0 ]; then LAB_USER=nobody; else LAB_USER=$(id -un); fi
fi
LAB_GROUP=$(id -gn "$LAB_USER")

export LAB_SOURCE LAB_CHECKOUT LAB_HOME LAB_CACHE LAB_USER LAB_GROUP

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# run_as COMMAND ARG…: runs it as the lab's user, with nothing of the caller's home in reach.
run_as() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$LAB_USER" --regid="$LAB_GROUP" --clear-groups \
            env HOME="$LAB_HOME" USER="$LAB_USER" LOGNAME="$LAB_USER" "$@"
    else
        env HOME="$LAB_HOME" "$@"
    fi
}

# lab_directory PATH…: folders that the lab's user owns.
lab_directory() {
    mkdir -p "$@"
    [ "$(id -u)" != 0 ] || chown "$LAB_USER:$LAB_GROUP" "$@"
}

# check_home: a folder with a predictable name in /var/tmp may have been put there by somebody else.
check_home() {
    local folder
    for folder in "$LAB_HOME" "$LAB_CACHE"; do
        mkdir -p "$folder"
        [ -O "$folder" ] && [ ! -L "$folder" ] || die "$folder belongs to somebody else: set PBXCTL_LAB or LAB_CACHE"
    done
    [ "${#LAB_HOME}" -le 60 ] || die "$LAB_HOME is too long for the unix sockets below it: set PBXCTL_LAB to a shorter path"
    mkdir -p "$LAB_HOME/run" "$LAB_HOME/log"
}

# free_port [once]: prints a port that nothing listens on, TCP or UDP, IPv4 or IPv6, and remembers it as taken,
# unless it is for one short use.
# It stays below the ephemeral range, where an outgoing connection could take the port before its server does.
free_port() {
    local port taken=$LAB_HOME/run/ports.taken
    touch "$taken"
    while :; do
        port=$((20000 + (RANDOM << 15 | RANDOM) % 12000))
        if grep -qx "$port" "$taken"; then continue; fi
        if grep -qi ":$(printf %04X "$port") " /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null; then continue; fi
        [ "${1:-}" = once ] || echo "$port" >>"$taken"
        echo "$port"
        return
    done
}

# random_secret: 32 hexadecimal digits.
random_secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# wait_for SECONDS WHAT COMMAND ARG…: repeats the command until it succeeds or the time is up.
wait_for() {
    local seconds=$1 what=$2 deadline
    shift 2
    deadline=$(($(date +%s%N) / 1000000 + seconds * 1000))
    until "$@" >/dev/null 2>&1; do
        if [ $(($(date +%s%N) / 1000000)) -ge "$deadline" ]; then
            say "$what: not ready after $seconds s"
            return 1
        fi
        sleep 0.05
    done
}

# When a process began, in clock ticks since boot: with it a process id names one process for good.
# The name in brackets may hold blanks, so the fields are counted from the closing bracket.
process_start() {
    local line
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    line=${line##*) }
    set -- $line
    [ "$1" != Z ] || return 1
    echo "${20}"
}

# A server must not keep open what belongs to its starter: the dispatcher's lock, or a pipe whose end somebody awaits.
close_inherited() {
    local descriptor
    for descriptor in /proc/"$BASHPID"/fd/*; do
        descriptor=${descriptor##*/}
        if [ "$descriptor" -gt 2 ]; then eval "exec $descriptor>&-"; fi
    done
}

# start_daemon NAME COMMAND ARG…: runs it in the background as the lab's user, in a session of its own.
# LAB_HOME/run/NAME.pid holds the process id and, on a second line, when that process began;
# what it says goes to LAB_HOME/log/NAME.log.
start_daemon() {
    local name=$1 pid
    shift
    (
        close_inherited
        if [ "$(id -u)" = 0 ]; then
            exec setsid setpriv --reuid="$LAB_USER" --regid="$LAB_GROUP" --clear-groups \
                env HOME="$LAB_HOME" USER="$LAB_USER" LOGNAME="$LAB_USER" "$@"
        else
            exec setsid env HOME="$LAB_HOME" "$@"
        fi
    ) </dev/null >>"$LAB_HOME/log/$name.log" 2>&1 &
    pid=$!
    disown "$pid"
    printf '%s\n%s\n' "$pid" "$(process_start "$pid" || echo 0)" >"$LAB_HOME/run/$name.pid"
}

# daemon_pid NAME: prints the process id if that very process still runs.
daemon_pid() {
    local pid began
    [ -f "$LAB_HOME/run/$1.pid" ] || return 1
    { read -r pid && read -r began; } <"$LAB_HOME/run/$1.pid" || return 1
    [ "$(process_start "$pid")" = "$began" ] || return 1
    echo "$pid"
}

daemon_runs() { daemon_pid "$1" >/dev/null; }

# stop_daemon NAME [SECONDS]: ends that process and no other: TERM, and KILL when it has not gone in time.
stop_daemon() {
    local name=$1 seconds=${2:-20} pid
    if pid=$(daemon_pid "$name"); then
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_for "$seconds" "end of $name" daemon_gone "$name"; then
            kill -KILL "$pid" 2>/dev/null || true
            wait_for 5 "end of $name" daemon_gone "$name" || return 1
        fi
    fi
    rm -f "$LAB_HOME/run/$name.pid"
}

# kill_daemon NAME: ends it at once with all it has started, for when its data is about to be thrown away.
kill_daemon() {
    local pid
    if pid=$(daemon_pid "$1"); then
        { kill -KILL -- "-$pid" || kill -KILL "$pid"; } 2>/dev/null || true
        wait_for 10 "end of $1" daemon_gone "$1" || return 1
    fi
    rm -f "$LAB_HOME/run/$1.pid"
}

daemon_gone() { ! daemon_runs "$1"; }

# listens PORT: whether something on this machine accepts TCP connections on that loopback port.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# missing_packages NAME…: prints those that are not installed.
missing_packages() {
    local name
    for name; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

# install_packages NAME…: installs what is missing; says nothing and needs no rights when nothing is.
install_packages() {
    local missing
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    missing=$(echo $missing)
    # Not the bare apt-get command: it would start a PostgreSQL on the standard port, which this script prevents.
    [ "$(id -u)" = 0 ] || die "packages are missing ($missing), have root install them: $LAB_SOURCE/lab install"
    say "installing $missing"
    # Fresh lists are fetched only when there are none, or when those at hand are too old to be served.
    if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then apt_get update; fi
    apt_install $missing || { apt_get update && apt_install $missing; }
}

# apt waits for dpkg's lock by itself, but not for those of its lists and downloads, which a machine that was
# started a minute ago may hold for its own daily update.
apt_get() {
    local output deadline=$((SECONDS + 300))
    output=$(mktemp)
    until DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null 2>&1 | tee "$output" >&2; do
        if [ "$SECONDS" -ge "$deadline" ] || ! grep -q 'Could not get lock' "$output"; then
            rm -f "$output"
            return 1
        fi
        sleep 2
    done
    rm -f "$output"
}

apt_install() { apt_get install -y --no-install-recommends "$@"; }
