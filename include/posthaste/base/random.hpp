// SPDX-License-Identifier: MIT
// Unique names: for Message-IDs, Maildir files, boundaries. A seam, so that tests get the same ones every time.
#pragma once

#include <string>

namespace posthaste {

class IdSource {
  public:
    virtual ~IdSource() = default;
    // 26 characters of a-z2-7: 130 random bits, nothing about host, user, process or time.
    virtual std::string unique_id() = 0;
};

class SystemIdSource final : public IdSource {
  public:
    std::string unique_id() override;
};

} // namespace posthaste
