// SPDX-License-Identifier: MIT
// The text of one mbox entry (RFC 4155, in the "mboxrd" way: quoting that can be undone).
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/envelope.hpp>

#include <chrono>
#include <string>

namespace posthaste::delivery {

// "From ann@example.org Sun Nov 22 01:14:48 2026\n", in UTC (RFC 4155). The null sender is MAILER-DAEMON, and a space
// in a quoted local part becomes '-', as readers take the first word for the address.
[[nodiscard]] std::string mbox_from_line(const mail::Envelope& envelope, std::chrono::system_clock::time_point now);

// Puts '>' into lines that are any number of '>' and then "From ". Text with LF, cut anywhere.
class MboxQuoter final : public ByteSink {
  public:
    explicit MboxQuoter(ByteSink& sink) : sink_(sink) {}
    Status write(std::string_view bytes) override;
    // Ends the last line when it is not, and adds the empty line that parts entries.
    Status finish();

  private:
    void take_line_start(std::string_view& bytes);

    ByteSink& sink_;
    std::string out_;
    std::size_t matched_ = 0;   // characters of "From " seen and held back
    bool at_line_start_ = true; // so far only '>' and part of "From "
    bool line_open_ = false;    // the last character was not LF
};

} // namespace posthaste::delivery
