# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# cases.bash SCRIPT: completes command lines as readline would, which parts words at "=", and compares.
set -u
# shellcheck disable=SC1090 # the script under test
source "$1"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home" || exit
: >report.pdf
: >'two words.txt'
# Says what it was asked, and answers as the program does.
cat >program <<'PROGRAM'
#!/bin/sh
echo "$*" >>asked
case $1 in
account) printf '%s\n' '* work   ann@example.org' '  home   ann@example.net' '  $(touch,run)   x' ;;
queue) printf '%s\n' 'ID                AGE  SIZE' '3ocddbhk236zuyxj  3m   119' '4ocddbhk262dxui4  3m   119' ;;
esac
PROGRAM
chmod +x program
failed=0

expect() # REPLIES WORD...: the last word is the current one
{
    local wanted=$1
    shift
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _posthaste 2>err
    [[ "${COMPREPLY[*]}" == "$wanted" && ! -s err ]] && return
    printf '%s: "%s", not "%s"; %s\n' "$*" "${COMPREPLY[*]}" "$wanted" "$(cat err)"
    failed=1
}

expect 'send serve' posthaste se
expect '--tls --tls-ca --tls-pin' posthaste --tl
expect 'none starttls implicit' posthaste --tls ''
expect 'none starttls implicit' posthaste --tls =
expect 'starttls' posthaste --tls = st
expect '--tls=starttls' posthaste --tls=st # where "=" is not in COMP_WORDBREAKS
expect 'full hdrs' posthaste -R ''
expect 'high' posthaste send --priority h
expect '' posthaste --from '' # anything
expect '' posthaste --trace '' # its value is glued on
expect 'tls' posthaste --trace = ''
expect 'report.pdf' posthaste send --attach rep
expect 'report.pdf' posthaste send -a rep
expect 'two words.txt' posthaste send --attach = two
expect 'report.pdf' posthaste -C rep
expect 'queue' posthaste -C report.pdf qu
expect '' posthaste --quiet qu # a recipient
expect '' posthaste ann@example.org qu
expect '' posthaste -- --tl
expect 'list' posthaste queue li
expect 'retry' posthaste queue --older-than 2d ret
expect '--failed' posthaste queue list --fail
expect '' posthaste queue run --fail # not an option of it
expect '' posthaste send --no-such ''
expect '3ocddbhk236zuyxj 4ocddbhk262dxui4' ./program queue show ''
expect '4ocddbhk262dxui4' ./program queue hold 3ocddbhk236zuyxj 4
# shellcheck disable=SC2016 # nothing of it may be expanded
expect 'work home $(touch,run)' ./program --account ''
expect 'home' ./program check h
expect 'work' ./program --config report.pdf send --account w
expect 'work' ./program --config = report.pdf send --account = w
if [[ $(grep -c '^account list --config report.pdf$' asked) != 2 || -e run ]]; then
    echo "the program was asked:"
    cat asked
    failed=1
fi
exit "$failed"
