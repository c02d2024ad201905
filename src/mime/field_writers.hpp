// SPDX-License-Identifier: MIT
// The bodies of fields that --header names, each kind as its RFC has it.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::mime {

// name: of the field. value: trimmed, not empty, without control characters other than TAB. The folded body, or
// ErrorKind::usage with what is wrong, without the name.
using FieldWriter = Result<std::string> (*)(std::string_view name, std::string_view value);

Result<std::string> write_text(std::string_view name, std::string_view value);
Result<std::string> write_mailbox(std::string_view name, std::string_view value); // one
Result<std::string> write_mailboxes(std::string_view name, std::string_view value);
Result<std::string> write_msg_id(std::string_view name, std::string_view value); // one
Result<std::string> write_msg_ids(std::string_view name, std::string_view value);
Result<std::string> write_uris(std::string_view name, std::string_view value);
Result<std::string> write_list_post(std::string_view name, std::string_view value);
Result<std::string> write_list_id(std::string_view name, std::string_view value);
Result<std::string> write_one_click(std::string_view name, std::string_view value);
Result<std::string> write_phrases(std::string_view name, std::string_view value);
// Words in ASCII with a meaning for programs, never encoded.
Result<std::string> write_tokens(std::string_view name, std::string_view value);

// ErrorKind::usage: "value" why. Only the beginning of a long value is shown.
std::unexpected<Error> bad_value(std::string_view value, std::string_view why);

} // namespace posthaste::mime
