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
