// SPDX-License-Identifier: MIT
// What is known of a route that does not work, for all its entries: it is held until a person releases it (a password
// or a certificate is refused: trying on would lock the account), or it is out of reach for a while (no entry is tried
// until then). One small file a route, replaced whole; a damaged or missing one says that all is well.
#pragma once

#include <posthaste/spool/queue.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace posthaste::spool {

struct AccountState {
    std::string route;
    bool held = false;
    Time since;                 // of the trouble
    Time not_before;            // next try, where it is not held
    std::uint32_t failures = 0; // one after the other
    std::string words;          // why; raw
    // How many of them, the last ones in a row, were tries of queued messages that found the server out of reach.
    std::uint32_t unreached = 0;

    [[nodiscard]] bool well() const noexcept { return !held && failures == 0; }
};

class AccountStates {
  public:
    // directory: the queue's. Everything must outlive this.
    AccountStates(std::string directory, FileOps& files, IdSource& ids)
        : directory_(std::move(directory)), files_(files), ids_(ids) {}

    [[nodiscard]] AccountState read(const std::string& route) const;
    [[nodiscard]] Status write(const AccountState& state);
    [[nodiscard]] Status clear(const std::string& route); // all is well again
    [[nodiscard]] std::vector<AccountState> all() const;  // those that are not well

  private:
    [[nodiscard]] std::string path(const std::string& route) const;

    std::string directory_;
    FileOps& files_;
    IdSource& ids_;
};

} // namespace posthaste::spool
