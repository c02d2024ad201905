#compdef posthaste
# Completion of posthaste for zsh, made from its tables of options (src/completions).

# What the program itself says, of the configuration that the command line names.
_posthaste_accounts() {
  local -a names
  names=(${(f)"$(_call_program accounts $posthaste[1] account list $posthaste[2,-1] 2>/dev/null | sed -n 's/^[* ]*\([^ ]*\).*/\1/p')"})
  compadd -a names
}

_posthaste_messages() {
  local -a ids
  ids=(${(f)"$(_call_program messages $posthaste[1] queue list $posthaste[2,-1] 2>/dev/null | sed -n '2,$s/ .*//p')"})
  compadd -a ids
}

# The configuration may stand before the command.
_posthaste() {
  local curcontext=$curcontext state line
  local -A opt_args
  local -a posthaste=($words[1])
  local -i at=2
  while (( at < CURRENT )); do
    case $words[at] in
      (-C|--config) posthaste+=(--config $words[at+1]); (( at += 2 )) ;;
      (-C*|--config=*) posthaste+=($words[at]); (( at += 1 )) ;;
      (*) break ;;
    esac
  done
  if (( at < CURRENT && $+functions[_posthaste_of_$words[at]] )); then
    local command=$words[at]
    words=("$words[1]" "${(@)words[at+1,-1]}")
    (( CURRENT -= at - 1 ))
    _posthaste_of_$command
  elif (( at == CURRENT )) && [[ $words[at] != -* ]]; then
    _posthaste_commands
  else
    _posthaste_without_command
  fi
}
