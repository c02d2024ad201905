# shellcheck shell=bash
# Completion of posthaste for bash, made from its tables of options (src/completions). The tables are functions that set
# `reply`; the rest knows no option by its name, but for the configuration's, which may stand before a command.

_posthaste_ask() # ARGUMENT...: what the program itself says, of the configuration that the command line names
{
    "${COMP_WORDS[0]}" "$@" "${config[@]}" 2>/dev/null
}

_posthaste_complete() # KIND WORD...: the values of this kind that begin as the current word does
{
    local kind=$1
    shift
    case $kind in
        file)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        account) mapfile -t reply < <(_posthaste_ask account list | sed -n 's/^[* ]*\([^ ]*\).*/\1/p') ;;
        message) mapfile -t reply < <(_posthaste_ask queue list | sed -n '2,$s/ .*//p') ;;
        choice) reply=("$@") ;;
        *) return ;;
    esac
    _posthaste_match "${reply[@]}"
}

# Not compgen -W, which would run what stands in a word.
_posthaste_match() # WORD...: those that begin as the current word does
{
    local word
    COMPREPLY=()
    for word; do
        [[ $word != "$current"* ]] || COMPREPLY+=("$word")
    done
}

# Where the current word stands: behind which command, and whether it is the value of the option before it.
_posthaste_place()
{
    local -i i=1
    local word may_be_command=1
    while ((i < COMP_CWORD)); do
        word=${COMP_WORDS[i]}
        ((i += 1))
        if [[ $word == -- ]]; then
            operands_only=1
            return
        elif [[ $word == -* ]]; then
            _posthaste_pass_option || return
        elif [[ -n $may_be_command ]]; then
            reply=()
            _posthaste_commands "$command"
            if [[ " ${reply[*]} " == *" $word "* ]]; then
                command=${command:+$command }$word
            else
                may_be_command=
            fi
        fi
    done
    reply=()
    [[ -z $may_be_command ]] || _posthaste_commands "$command"
    commands=("${reply[@]}")
}

# Goes on behind the option and its value; fails where that is the current word.
_posthaste_pass_option()
{
    local is_config=
    [[ $word != -C* && $word != --config && $word != --config=* ]] || is_config=1
    [[ -n $command || -n $is_config ]] || may_be_command=
    reply=()
    _posthaste_value "$command" "$word"
    if [[ ${COMP_WORDS[i]} == = && ${#reply[@]} -gt 0 ]]; then # "=" parts words
        ((i += i < COMP_CWORD))
    elif [[ ${#reply[@]} -eq 0 || ${reply[0]} == glued ]]; then
        return 0
    fi
    if ((i >= COMP_CWORD)); then
        value=("${reply[@]}")
        [[ ${value[0]} != glued ]] || value=("${value[@]:1}")
        return 1
    fi
    [[ -z $is_config ]] || config=(--config "${COMP_WORDS[i]}")
    ((i += 1))
}

_posthaste()
{
    local current=${COMP_WORDS[COMP_CWORD]} command='' operands_only=''
    local -a reply=() value=() config=() commands=()
    COMPREPLY=()
    _posthaste_place
    if [[ ${#value[@]} -gt 0 ]]; then
        [[ $current != = ]] || current=
        _posthaste_complete "${value[@]}"
        return
    fi
    reply=()
    if [[ $current == --*=* && -z $operands_only ]]; then # where "=" does not part words
        local option=${current%%=*}
        current=${current#*=}
        _posthaste_value "$command" "$option"
        [[ ${reply[0]} != glued ]] || reply=("${reply[@]:1}")
        _posthaste_complete "${reply[@]:-text}"
        COMPREPLY=("${COMPREPLY[@]/#/$option=}")
    elif [[ $current == -* && -z $operands_only ]]; then
        _posthaste_options "$command"
        _posthaste_match "${reply[@]}"
    elif [[ ${#commands[@]} -gt 0 ]]; then
        _posthaste_match "${commands[@]}"
    else
        _posthaste_operand "$command"
        _posthaste_complete "${reply[@]:-text}"
    fi
}

complete -F _posthaste posthaste
