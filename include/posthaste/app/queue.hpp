// SPDX-License-Identifier: MIT
// The use cases behind `posthaste queue` that look at what waits and change it: none of them sends anything. Results
// are on stdout, errors and accounts that are held on stderr; nothing of a password is ever shown.
//
// Exit statuses: ok; no_input: nothing fits what was named; try_later: an entry was left as it is, since another
// process works on it (or, for retry, since it is held); what exit_status_of() has for errors.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// What the command line asks for, word by word; nothing of it has been judged yet. An entry must fit everything that is
// given: one of the ids, one of the patterns, each age.
struct QueueOptions {
    std::vector<std::string> ids;        // whole, or a beginning of four characters or more that only one has
    std::vector<std::string> recipients; // "*@example.org" or an address, of any recipient who is still open
    std::optional<std::string> older_than, newer_than; // durations
    std::optional<std::string> at, in;                 // reschedule
    std::optional<std::string> account;                // hold and release: the account in place of entries
    std::optional<std::string> config;                 // where an account that is to be held is looked up
    bool all = false;
    bool failed = false; // work on those that were given up
    bool json = false;
    bool quiet = false;   // no word of what was done, nor of accounts
    bool yes = false;     // remove: do not ask
    bool message = false; // show: the message itself
};

[[nodiscard]] ExitStatus queue_list(const QueueOptions& options);
[[nodiscard]] ExitStatus queue_show(const QueueOptions& options);
[[nodiscard]] ExitStatus queue_hold(const QueueOptions& options);
[[nodiscard]] ExitStatus queue_release(const QueueOptions& options);
// Tried at the next run, whenever that was to be; with failed: back into the queue, for those who have not got it.
[[nodiscard]] ExitStatus queue_retry(const QueueOptions& options);
// Gone for good; nobody is told.
[[nodiscard]] ExitStatus queue_remove(const QueueOptions& options);
[[nodiscard]] ExitStatus queue_reschedule(const QueueOptions& options);

// `mailq` and `sendmail -bp`: the form of sendmail's, which monitors parse, and the last line of Postfix's, which
// others do. json: as queue_list().
[[nodiscard]] ExitStatus mailq(bool json);

// What they do when they cannot go on, for an error found before.
[[nodiscard]] ExitStatus refuse_queue(const Error& error, bool json);

} // namespace posthaste::app
