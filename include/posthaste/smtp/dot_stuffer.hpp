// SPDX-License-Identifier: MIT
// The transparency of DATA (RFC 5321 section 4.5.2): a line that begins with a dot gets one more. For content that
// holds CRLF line ends only (mail/canonicalizer.hpp), cut anywhere. The final dot is not its work.
#pragma once

#include <string>
#include <string_view>

namespace posthaste::smtp {

class DotStuffer {
  public:
    // Appends piece to out with its dots doubled.
    void add(std::string_view piece, std::string& out);

  private:
    bool line_start_ = true;
};

} // namespace posthaste::smtp
