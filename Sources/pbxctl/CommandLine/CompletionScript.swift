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
            local line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} answer value description
            local -a words=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
            COMPREPLY=()
            if [[ $current == = ]]; then current=; fi
            if (( COMP_CWORD > 1 )) && [[ ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then
                words=("${COMP_WORDS[@]:1:COMP_CWORD-2}")
            elif [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then
                words=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
            fi
            answer=$(pbxctl __complete -- "${words[@]}" "$current" 2>/dev/null) || return
            while IFS=$'\t' read -r value description; do
                case $value in
                :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
                :nospace) compopt -o nospace ;;
                ?*) COMPREPLY+=("$(printf '%q' "$value")") ;;
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
                :files) _files; return ;;
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
                        __fish_complete_path "$current"
                    case ':nospace*'
                    case '*'
                        echo $line
                end
            end
        end
        complete -c pbxctl -f -a '(__pbxctl_complete)'

        """#
}
