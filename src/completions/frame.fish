# Completion of posthaste for fish, made from its tables of options (src/completions).

# What the command line names before its command: the configuration.
function __posthaste_config
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case -C --config
                set -q words[2]; and echo -- --config; and echo -- $words[2]
                set -e words[1]
                set -e words[1]
            case '-C*' '--config=*'
                echo -- $words[1]
                set -e words[1]
            case '*'
                return
        end
    end
end

# The command that the current word belongs to: "queue list"; and "-" behind it when a word has stood there already.
function __posthaste_place
    set -l words (commandline -opc)
    set -l path
    set -l known (__posthaste_known)
    set -e words[1]
    while set -q words[1]
        set -l word $words[1]
        set -e words[1]
        switch $word
            case -C --config
                set -e words[1]
            case '-C*' '--config=*'
            case '-*'
                if test -z "$path"
                    set path -
                    break
                end
                contains -- (string join ' ' $path)$word (__posthaste_valued); and set -e words[1]
            case '*'
                if contains -- (string join ' ' $path $word) $known
                    set path $path $word
                else
                    set path $path -
                    break
                end
        end
    end
    string join ' ' $path
end

function __posthaste_at
    set -l place (__posthaste_place | string replace -r ' ?-$' '')
    contains -- "$place" $argv
end

function __posthaste_before_command
    test "$(__posthaste_place)" = "$argv[1]"
end

# What the program itself says.
function __posthaste_ask
    set -l words (commandline -opc)
    $words[1] $argv (__posthaste_config) 2>/dev/null
end

function __posthaste_accounts
    __posthaste_ask account list | string replace -r '^[* ]*(\S*).*' '$1'
end

function __posthaste_messages
    __posthaste_ask queue list | string match -r '^[a-z0-9]{16}'
end

complete -c posthaste -f
