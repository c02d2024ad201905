# SPDX-License-Identifier: MIT
# cases.fish SCRIPT: completes command lines, and compares the words.
source $argv[1]
set -g failed 0
function expect --argument-names line wanted
    set -l got (complete -C $line | string replace -r '\t.*' '' | string join ' ')
    if test "$got" != "$wanted"
        echo "$line: \"$got\", not \"$wanted\""
        set -g failed 1
    end
end

expect 'posthaste sen' send
expect 'posthaste --tls ' 'implicit none starttls'
expect 'posthaste --tls=st' '--tls=starttls'
expect 'posthaste send --priority h' high
expect 'posthaste queue li' list
expect 'posthaste queue --older-than 2d ret' retry
expect 'posthaste queue list --fail' --failed
expect 'posthaste queue run --fail' ''
expect 'posthaste -C x qu' queue
expect 'posthaste --quiet qu' ''
expect 'posthaste --trace=' '--trace=tls'
exit $failed
