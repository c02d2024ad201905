// SPDX-License-Identifier: MIT
// Keeps what was secret when it was said from being shown when it comes back: servers repeat commands they do not like.
#pragma once

#include <posthaste/base/secret.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste {

class SecretMask {
  public:
    // One of less than four octets is not kept: it would hide half of every text, and guards nothing.
    void add(Secret secret);
    // Every secret in text replaced by "<hidden>".
    [[nodiscard]] std::string apply(std::string_view text) const;
    [[nodiscard]] bool empty() const noexcept { return secrets_.empty(); }

  private:
    std::vector<Secret> secrets_;
};

} // namespace posthaste
