// SPDX-License-Identifier: MIT
// The files that go with a message: attached, shown by its HTML, or messages themselves.
#pragma once

#include <posthaste/app/send.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/mime/arrange.hpp>

#include <string>

namespace posthaste::app {

// In the order of the command line, forwarded messages last. Every file is open afterwards.
[[nodiscard]] Status add_attachments(const SendOptions& options, mime::Pieces& pieces);

// What the HTML calls the file by: --cid, else the file's name.
[[nodiscard]] std::string content_id_of(const AttachmentChoice& attachment);

// How much may be read of each: --max-attachment.
[[nodiscard]] Result<std::uint64_t> read_limit(const SendOptions& options);

// "1G": a number of octets, K, M and G standing for their powers of 1024.
[[nodiscard]] Result<std::uint64_t> read_size(std::string_view option, std::string_view text);

} // namespace posthaste::app
