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

    static let linkTarget = "[ -L \"$1\" ] || exit 44; LC_ALL=C readlink -n -- \"$1\""

    static let list = """
        export LC_ALL=C
        cd -- "$1" && find . -mindepth 1 -maxdepth 1 -printf '%y %s %m %U %G %T@ %f\\0'
        """

    static let rename = "LC_ALL=C mv -fT -- \"$1\" \"$2\""
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
            chcon --reference="$target" -- "$staged" 2>/dev/null || true
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

    /// `$1` seconds, `$2` the program, then its environment and arguments, ready for `env -i`.
    static let run = """
        seconds=$1 program=$2 path=$3
        shift 3
        (PATH=$path; command -v "$program" >/dev/null 2>&1) || { echo 'pbxctl: no such program' >&2; exit 127; }
        timeout --signal=KILL "$seconds" env -i "$@"
        """
}
