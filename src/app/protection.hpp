// SPDX-License-Identifier: MIT
// Signing and encrypting what was composed, by S/MIME or OpenPGP.
#pragma once

#include <posthaste/app/send.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/header_block.hpp>
#include <posthaste/mime/part.hpp>

namespace posthaste::app {

// What of the options cannot be together: ErrorKind::usage.
[[nodiscard]] Status check_protection(const SendOptions& options);

// header: as it is sent but for the fields of the content; where the content is encrypted it loses what is not to be
// seen.
[[nodiscard]] Result<mime::Part> protect(const SendOptions& options, mime::Part content, mail::HeaderBlock& header,
                                         IdSource& ids);

} // namespace posthaste::app
