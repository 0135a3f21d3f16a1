/// The completion scripts of the three shells. Each asks `pbxctl __complete`, so that none has a list of its own.
enum CompletionScript: String, CaseIterable {
    case bash, zsh, fish

    /// The file's name where the shell looks for completions.
    var fileName: String {
        switch self {
        case .bash: "pbxctl"
        case .zsh: "_pbxctl"
        case .fish: "pbxctl.fish"
        }
    }

    var text: String {
        switch self {
        case .bash: Self.bashText
        case .zsh: Self.zshText
        case .fish: Self.fishText
        }
    }

    private static let bashText = #"""
        # bash completion for pbxctl; load it with: source <(pbxctl completion bash)
        _pbxctl() {
            local rest=${COMP_LINE:0:COMP_POINT} part word current kept answer value description
            local -a words=()
            COMPREPLY=()
            # Readline cuts words at = and : as well; pbxctl gets them whole.
            for part in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
                word=${rest#"${rest%%[![:space:]]*}"}
                [[ $word == "$part"* ]] || part=$word
                if [[ $word == "$rest" ]] && (( ${#words[@]} )) && [[ $part ]]; then
                    words[-1]+=$part
                else
                    words+=("$part")
                fi
                rest=${word#"$part"}
            done
            current=${words[-1]}
            part=${COMP_WORDS[COMP_CWORD]}
            if [[ $part == [=:]* ]]; then kept=$current; else kept=${current%"$part"}; fi
            answer=$(pbxctl __complete -- "${words[@]:1:${#words[@]}-2}" "$current" 2>/dev/null) || return
            while IFS=$'\t' read -r value description; do
                case $value in
                :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "${current#"$kept"}"); return ;;
                :nospace) compopt -o nospace ;;
                "$kept"?*)
                    value=${value#"$kept"}
                    [[ $value != *[![:alnum:]_.,@/+-]* ]] || printf -v value %q "$value"
                    COMPREPLY+=("$value") ;;
                esac
            done <<< "$answer"
        }
        complete -F _pbxctl pbxctl

        """#

    private static let zshText = #"""
        #compdef pbxctl
        # zsh completion for pbxctl; load it with: source <(pbxctl completion zsh)
        _pbxctl() {
            local line value description
            local -a answer values options
            answer=("${(@f)$(pbxctl __complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)words[CURRENT]}" 2>/dev/null)}")
            for line in "${answer[@]}"; do
                value=${line%%$'\t'*}
                description=${line#*$'\t'}
                case $value in
                :files) [[ $PREFIX == -*=* ]] && compset -P '*='; _files; return ;;
                :nospace) options=(-S '') ;;
                ?*) values+=("${value//:/\\:}:$description") ;;
                esac
            done
            (( ${#values} )) && _describe -t values pbxctl values "${options[@]}"
        }
        if [[ $funcstack[1] == _pbxctl ]]; then _pbxctl "$@"; else compdef _pbxctl pbxctl; fi

        """#

    private static let fishText = #"""
        # fish completion for pbxctl; load it with: pbxctl completion fish | source
        function __pbxctl_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            for line in (pbxctl __complete -- $words[2..-1] "$current" 2>/dev/null)
                switch $line
                    case ':files*'
                        set -l option (string match -r -- '^--[^=]*=' "$current")
                        for path in (__fish_complete_path (string replace -- "$option" '' "$current"))
                            printf '%s%s\n' "$option" $path
                        end
                    case ':nospace*'
                    case '*'
                        printf '%s\n' $line
                end
            end
        end
        complete -c pbxctl -f -a '(__pbxctl_complete)'

        """#
}
