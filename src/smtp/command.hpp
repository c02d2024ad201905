// SPDX-License-Identifier: MIT
// Commands as the wire has them. A CommandLine cannot hold CR, LF or NUL, so no argument can become a second command.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/mail/address.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

class CommandLine {
  public:
    // text: the whole line without CRLF. ErrorKind::data when it holds CR, LF or NUL.
    [[nodiscard]] static Result<CommandLine> make(std::string_view text);
    // The same, where text begins with `shown` and goes on with a secret; people see "<hidden>" in its place.
    [[nodiscard]] static Result<CommandLine> make_secret(std::string_view text, std::string_view shown);

    CommandLine(CommandLine&&) = default;
    CommandLine& operator=(CommandLine&&) = default;
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;
    ~CommandLine() { wipe(wire_); } // it may hold a password

    [[nodiscard]] const std::string& wire() const noexcept { return wire_; }   // with CRLF
    [[nodiscard]] const std::string& shown() const noexcept { return shown_; } // with CRLF, without secrets
    // What is hidden; empty where nothing is. Valid while this lives.
    [[nodiscard]] std::string_view secret() const noexcept {
        return secret_bytes_ == 0 ? std::string_view{}
                                  : std::string_view(wire_).substr(wire_.size() - 2 - secret_bytes_, secret_bytes_);
    }

  private:
    CommandLine(std::string wire, std::string shown, std::size_t secret_bytes = 0)
        : wire_(std::move(wire)), shown_(std::move(shown)), secret_bytes_(secret_bytes) {}
    std::string wire_;
    std::string shown_;
    std::size_t secret_bytes_; // at the end of the line
};

// RFC 5321 section 4.1.1; sender: nullptr is the null sender. Parameters are written as they are: "SIZE=120".
[[nodiscard]] Result<CommandLine> ehlo_command(std::string_view client_name);
[[nodiscard]] Result<CommandLine> helo_command(std::string_view client_name);
[[nodiscard]] Result<CommandLine> lhlo_command(std::string_view client_name); // RFC 2033 section 4.1
[[nodiscard]] Result<CommandLine> mail_command(const mail::Address* sender, const std::vector<std::string>& parameters);
[[nodiscard]] Result<CommandLine> rcpt_command(const mail::Address& to, const std::vector<std::string>& parameters);
// RFC 4954 section 4. response: base64, or empty when it is sent apart.
[[nodiscard]] Result<CommandLine> auth_command(std::string_view mechanism, std::string_view response);

} // namespace posthaste::smtp
