// SPDX-License-Identifier: MIT
// Delivery into a Maildir, by the caller's own rights (maildir(5), qmail-local's way): written and synced under tmp/,
// linked into new/, new/ synced. That instant is the delivery; before it nothing can be seen in new/, whatever fails.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <string>

namespace posthaste::delivery {

// "SECONDS.UNIQUE.HOST", '/' and ':' in host as \057 and \072.
[[nodiscard]] std::string maildir_name(std::chrono::system_clock::time_point now, std::string_view unique,
                                       std::string_view host);

// The Maildir is made when it, or tmp or new in it, is missing; what it is in is not. Success: durable in new/.
[[nodiscard]] Status deliver_to_maildir(FileOps& files, const std::string& maildir, const std::string& file_name,
                                        const mail::PreparedMessage& message);

} // namespace posthaste::delivery
