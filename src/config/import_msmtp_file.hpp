// SPDX-License-Identifier: MIT
// msmtprc as msmtp reads it (read_conffile() of its conf.c, 1.8): one command a line with the rest of the line as its
// argument, accounts that begin with what `defaults` and their bases say. Commands of older versions come out under the
// names of today's.
#pragma once

#include "import_builder.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct MsmtpSetting {
    std::string value; // empty: unset, or "on"
    int line = 0;
};

struct MsmtpAccount {
    std::string name;
    int line = 0;
    std::vector<std::string> bases; // as named behind the colon
    bool says_more = false;         // than what it inherits
    std::map<std::string, MsmtpSetting, std::less<>> settings;
};

// In the order of the file. What msmtp would stop at is a remark, and reading goes on.
[[nodiscard]] std::vector<MsmtpAccount> read_msmtp_file(std::string_view text, ImportBuilder& remarks);

} // namespace posthaste::config
