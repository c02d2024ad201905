// SPDX-License-Identifier: MIT
// The conversation with a server for people, line by line, in swaks' marks: "===" what happens, " -> " and "<- " plain
// text, " ~> " and "<~ " TLS, "<**" and "<~*" a reply that is a refusal, "***" an error. Of what is
// sent, the session gives what may be shown; of what comes, hide() tells what may not. What comes from outside is
// passed through printable().
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/secret_mask.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::delivery {

class Transcript {
  public:
    Transcript() = default; // off: says nothing
    // out must outlive this; an error of it is forgotten, since a transcript must not stop mail.
    explicit Transcript(ByteSink& out) : out_(&out) {}

    [[nodiscard]] bool on() const noexcept { return out_ != nullptr; }
    void show_certificates(bool on) noexcept { certificates_ = on; }
    [[nodiscard]] bool shows_certificates() const noexcept { return certificates_ && on(); }
    void info(std::string_view text);
    void error(std::string_view text);
    void sent(std::string_view lines); // ending in CRLF each
    void sent_message(std::uint64_t size_bytes);
    void received(std::string_view bytes); // cut anywhere
    void encrypted(bool on) noexcept { encrypted_ = on; }
    // What received() must not show; null: nothing. Must live as long as it is set.
    void hide(const SecretMask* secrets) noexcept { secrets_ = secrets; }

  private:
    void line(std::string_view mark, std::string_view text);
    void received_line();

    ByteSink* out_ = nullptr;
    bool encrypted_ = false;
    bool certificates_ = false;
    const SecretMask* secrets_ = nullptr;
    std::string partial_;
};

} // namespace posthaste::delivery
