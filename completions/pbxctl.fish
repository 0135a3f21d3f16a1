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
