// SPDX-License-Identifier: MIT
// TLS sessions between runs, a file each. They are as secret as a password while they live: files of 0600 in a
// directory of 0700, both ours, or they are not used. Nothing here is worth an error: a session that cannot be had or
// kept costs one more full handshake.
#pragma once

#include <posthaste/base/fd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::net {

class SessionStore {
  public:
    // An existing directory that is ours alone (session_directory.hpp); else nothing is found in it.
    static SessionStore open(const std::string& directory);
    // As open(), made when it is missing.
    static SessionStore make(const std::string& directory);

    // A link, a file of somebody else or one that others may touch, or one of improbable size is none; ours is removed.
    [[nodiscard]] std::optional<std::string> read(const std::string& name) const;
    bool remove(const std::string& name) const; // false: somebody else has, or it cannot be
    // Takes the place of the old one at once or not at all; without fsync, since a lost one is no loss. What has not
    // been written for a day is swept out.
    void write(const std::string& name, std::string_view bytes) const;

  private:
    explicit SessionStore(Fd directory) : directory_(std::move(directory)) {}
    void sweep() const;
    Fd directory_;
};

} // namespace posthaste::net
