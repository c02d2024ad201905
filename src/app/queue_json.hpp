// SPDX-License-Identifier: MIT
// What `posthaste queue --json` says: one object on one line. Fields are only ever added; times are in UTC.
//
//   exit_status   number, as the process ends
//   error         {kind, message}: what stopped everything before anything was done
//   entries       list, show:
//                 [{id, place: queue|failed, accepted, size, sender ("" is the null sender), is_report, route,
//                   settings: [{name, value}], services, tries, last_try, next_try, held, held_why,
//                   recipients: [{address, state: open|delivered|failed, last_try, status, words, server_spoke, remote,
//                   told}]}]
//                 next_try is the account's where that is later; last_try, held_why and what is empty are left out
//                 others: [{id, result: done|busy|held|gone|failed, error: {kind, message}}]
//   missing       [id] that nobody has
//   damaged       [{name, message}]: files that cannot be read
//   foreign       [name]: what is no message
//   accounts      [{route, held, since, not_before, failures, words}]: those that are not well
#pragma once

#include "queue_desk.hpp"
#include "queue_words.hpp"

#include <nlohmann/json_fwd.hpp>

namespace posthaste::app {

[[nodiscard]] nlohmann::ordered_json entry_object(const spool::Seen& seen, spool::Place place,
                                                  const TroubledAccounts& accounts);
[[nodiscard]] nlohmann::ordered_json accounts_array(const TroubledAccounts& accounts);

// A setting as it may be shown: where a password comes from is nobody's business, a command might hold one.
[[nodiscard]] spool::Setting shown_setting(const spool::Setting& setting);
[[nodiscard]] std::string_view fate_name(spool::Fate fate) noexcept;

} // namespace posthaste::app
