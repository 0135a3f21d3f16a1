/// What runs on the other side: POSIX shell with coreutils and findutils. Names are arguments, never part of a script.
enum RemoteScripts {
    /// One line on the file at `$1`, links followed.
    static let status = "LC_ALL=C stat -L -c '%f %s %u %g %Y' -- \"$1\""

    /// That line on the file that was opened, then at most `$2` bytes of it.
    static let read = """
        export LC_ALL=C
        [ ! -e "$1" ] || [ -d "$1" ] || [ -f "$1" ] || { echo 'not a regular file' >&2; exit 73; }
        [ ! -d "$1" ] || { echo 'Is a directory' >&2; exit 73; }
        [ -e "$1" ] || { stat -L -- "$1" >/dev/null; exit 1; }
        [ -r "$1" ] || { echo 'Permission denied' >&2; exit 1; }
        exec <"$1" || exit 1
        stat -L -c '%f %s %u %g %Y' /proc/self/fd/0 && head -c "$2"
        """

    /// Who one is there, where, and what is missing of what the other scripts need.
    static let examine = """
        export LC_ALL=C
        for program in base64 cat chmod chown env find head mv readlink rm stat timeout xargs; do
            command -v "$program" >/dev/null || echo "$program is not there" >&2
        done
        stat -L -c '%f %s' / >/dev/null && find / -maxdepth 0 -printf '' && timeout --signal=KILL 5 true || exit 1
        printf '%s on %s\n' "$(id -un)" "$(uname -n)"
        """

    static let linkTarget = "[ -L \"$1\" ] || exit 44; LC_ALL=C readlink -n -- \"$1\""

    static let list = """
        export LC_ALL=C
        cd -- "$1" && find . -mindepth 1 -maxdepth 1 -printf '%y %s %m %U %G %T@ %f\\0'
        """

    static let rename = "LC_ALL=C mv -fT -- \"$1\" \"$2\""
    static let link = "LC_ALL=C ln -T -- \"$1\" \"$2\""
    static let removeTree = "LC_ALL=C rm -rf --one-file-system -- \"$1\""

    /// `$1` path, `$2` a random word, `$3` mode, `$4` owner, `$5` group, `$6` number of bytes, which come on standard
    /// input. Fewer of them mean a connection that broke: then nothing is put in place.
    static let write = """
        set -eu
        export LC_ALL=C
        umask 077
        target=$1
        if [ -e "$1" ]; then
            target=$(readlink -fn -- "$1"; echo x)
            target=${target%x}
        elif [ -L "$1" ]; then
            echo 'No such file or directory' >&2
            exit 1
        fi
        folder=${target%/*}
        staged=$folder/.${target##*/}.pbxctl-$2
        trap 'rm -f -- "$staged"' EXIT
        set -C
        cat >"$staged"
        [ "$(stat -c %s -- "$staged")" = "$6" ] || { echo 'the connection broke' >&2; exit 74; }
        if [ -e "$target" ]; then
            [ -f "$target" ] || { echo 'not a regular file' >&2; exit 73; }
            chown --reference="$target" -- "$staged"
            chmod --reference="$target" -- "$staged"
            cp --attributes-only --preserve=mode -- "$target" "$staged" 2>/dev/null || true
            # `?` where the system has no labels.
            label=$(stat -c %C -- "$target" 2>/dev/null || echo '?')
            [ "$label" = '?' ] || [ "$(stat -c %C -- "$staged")" = "$label" ] || chcon -- "$label" "$staged"
        else
            owner=${4:-$(stat -c %u -- "${folder:-/}")}
            group=${5:-$(stat -c %g -- "${folder:-/}")}
            chown "$owner:$group" -- "$staged" 2>/dev/null || [ "$(id -u)" != 0 ] && [ -z "$4$5" ] ||
                [ "$(stat -c %u:%g -- "$staged")" = "$owner:$group" ] || { echo 'Operation not permitted' >&2; exit 1; }
            chmod "$3" -- "$staged"
        fi
        sync -- "$staged" 2>/dev/null || true
        mv -fT -- "$staged" "$target"
        trap - EXIT
        sync -- "${folder:-/}" 2>/dev/null || true
        """

    /// `$1` how many bytes of each file at most; on standard input names, each ended by a NUL. A line for each: what
    /// `status` prints and the contents in base64, or `-` where there is no such file.
    static let readAll = """
        export LC_ALL=C
        xargs -0 -r -n 200 sh -c '
            limit=$1
            shift
            for path; do
                [ -e "$path" ] || { echo -; continue; }
                [ -f "$path" ] || { echo "$path: not a regular file" >&2; exit 255; }
                [ -r "$path" ] || { echo "$path: Permission denied" >&2; exit 255; }
                { printf "%s " "$(stat -L -c "%f %s %u %g %Y" /proc/self/fd/0)"; head -c "$limit" | base64 -w 0; echo; } \\
                    <"$path" 2>/dev/null || echo -
            done' sh "$1"
        """

    /// On standard input names of folders, each ended by a NUL. For each `/` and then what `list` prints, or `-` where
    /// there is no such folder; each ended by a NUL.
    static let listAll = """
        export LC_ALL=C
        xargs -0 -r -n 200 sh -c '
            for path; do
                [ -e "$path" ] || { printf "%s\\0" -; continue; }
                printf "/\\0"
                cd -- "$path" || exit 255
                find . -mindepth 1 -maxdepth 1 -printf "%y %s %m %U %G %T@ %f\\0" || exit 255
            done' sh
        """

    /// On standard input three words for each change, each ended by a NUL: `mv`, from, to; `rm`, path, nothing.
    static let perform = """
        export LC_ALL=C
        xargs -0 -r -n 300 sh -c '
            while [ "$#" -ge 3 ]; do
                case $1 in
                    mv) mv -fT -- "$2" "$3" || exit 255 ;;
                    rm) rm -rf --one-file-system -- "$2" || exit 255 ;;
                esac
                shift 3
            done' sh
        """

    /// `$1` file, `$2` seconds: says `locked` and holds the lock until standard input ends.
    static let lock = """
        export LC_ALL=C
        command -v flock >/dev/null || { echo 'flock: not there' >&2; exit 69; }
        [ ! -L "$1" ] || { echo 'is a link' >&2; exit 73; }
        umask 077
        exec 9>>"$1"
        if [ "$2" = 0 ]; then flock -n 9; else flock -w "$2" 9; fi || exit 75
        echo locked
        exec cat >/dev/null
        """

    /// `$1` seconds, `$2` the program, then its environment and arguments, ready for `env -i`.
    static let run = """
        seconds=$1 program=$2 path=$3
        shift 3
        (PATH=$path; command -v "$program" >/dev/null 2>&1) || { echo 'pbxctl: no such program' >&2; exit 127; }
        timeout --signal=KILL "$seconds" env -i "$@"
        """
}
