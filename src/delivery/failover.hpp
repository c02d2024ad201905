// SPDX-License-Identifier: MIT
// When the next server of an account is worth a try, and how the failures of those before it are told.
#pragma once

#include <posthaste/delivery/outcome.hpp>

#include <string>
#include <vector>

namespace posthaste::delivery {

// The server could not be reached, or had no time for us, before it was told anything of the message. What it refuses
// for good, its certificate and the login are for people to look at: another server would only hide them.
[[nodiscard]] bool next_server_may_help(const Outcome& outcome) noexcept;

// What failed before, for the outcome of the server that came last.
class EarlierServers {
  public:
    void add(const Outcome& outcome); // one for which next_server_may_help()
    // The reasons stand in the text of an error, or, beside a reply, among the warnings; a success needs none. A name
    // that does not exist is no longer for good when another server may only be down.
    void mention_in(Outcome& outcome) const;

  private:
    std::vector<std::string> reasons_;
    bool may_come_back_ = false;
};

} // namespace posthaste::delivery
