// SPDX-License-Identifier: MIT
// What is said of an entry, piece by piece, wherever it is shown. Words from outside are raw: who shows them passes
// them through printable().
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/queue.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::app {

[[nodiscard]] std::string span_text(std::chrono::microseconds span); // "45s", "4m", "2h", "3d"; less than none is "0s"
[[nodiscard]] std::string size_text(std::uint64_t bytes);            // "812", "1.2K", "34M"
[[nodiscard]] std::string count_text(std::size_t count, std::string_view noun); // "1 message", "3 messages"
// "now", "in 4m"; from a day on "25 Dec 18:00", local, with the year where it is another.
[[nodiscard]] std::string when_text(spool::Time at, const Clock& clock);
[[nodiscard]] std::string local_minute(spool::Time at, const Clock& clock); // "25 Dec 2026 18:00"
[[nodiscard]] std::string classic_date(spool::Time at, const Clock& clock); // "Wed Nov 25 12:00", local
[[nodiscard]] std::string utc_text(spool::Time at);                         // "2026-11-25T12:00:00Z"

// The accounts that are not well, by route.
class TroubledAccounts {
  public:
    explicit TroubledAccounts(std::vector<spool::AccountState> states) : states_(std::move(states)) {}
    [[nodiscard]] const std::vector<spool::AccountState>& all() const noexcept { return states_; }
    [[nodiscard]] const spool::AccountState* of(const std::string& route) const; // null: it is well
    // One line for each that is held: why, and what to do.
    [[nodiscard]] std::vector<std::string> lines() const;

  private:
    std::vector<spool::AccountState> states_;
};

// What a route is called: "account work", or "local mail".
[[nodiscard]] std::string route_text(const std::string& route);

// When an entry of queue/ is next tried, account considered (may be null).
[[nodiscard]] spool::Time next_try(const spool::State& state, const spool::AccountState* account);
// The same in words, or why it is not tried: "held", "account held".
[[nodiscard]] std::string next_text(const spool::State& state, const spool::AccountState* account, const Clock& clock);

// The last words about those whom the place is about, or why the entry is held, or what is wrong with its account; in
// one line.
[[nodiscard]] std::string last_words(const spool::Seen& seen, spool::Place place, const spool::AccountState* account);
// "bob@b.test +2"; empty: nobody is left.
[[nodiscard]] std::string recipients_left(const spool::Seen& seen, spool::Place place);

} // namespace posthaste::app
