// SPDX-License-Identifier: MIT
// A password or token: wiped when it goes, not printable, not copied by accident.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace posthaste {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    // NOLINTNEXTLINE(performance-move-constructor-init): a short string that was moved from keeps its bytes
    Secret(Secret&& other) noexcept : value_(other.value_) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(); }

    [[nodiscard]] Secret copy() const { return Secret{value_}; }
    // Valid while the Secret lives; never to be put into a message for people.
    [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

  private:
    void wipe() noexcept;
    std::string value_;
};

// Overwrites the string's bytes in a way the compiler keeps, then empties it.
void wipe(std::string& text) noexcept;

} // namespace posthaste
