// SPDX-License-Identifier: MIT
// A message that is being composed, as the pieces of its text in their order: what stands in memory, and files that are
// read, and encoded, when it is their turn.
#pragma once

#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace posthaste::mime {

enum class OctetForm : std::uint8_t {
    as_is,            // lines ending in CRLF already
    base64,           // any octets
    quoted_printable, // lines ending in CRLF already
};

// From where the file stands now (a pipe) or from its beginning (what can seek) to its end.
struct FileOctets {
    Fd file;
    std::string name; // what an error calls it
    OctetForm form = OctetForm::base64;
    // Of a regular file: one that turns out to be longer or shorter has changed under our hands, and the message is not
    // made. Without it: how much is read at most, since a pipe need never end.
    std::optional<std::uint64_t> size_bytes;
    std::uint64_t limit_bytes = UINT64_MAX;
    bool beginning_only = false; // size_bytes are its first ones; what stands behind them is not looked at
};

using Segment = std::variant<std::string, FileOctets>;

} // namespace posthaste::mime
