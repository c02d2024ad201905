// SPDX-License-Identifier: MIT
// The fields of a composed message's header. Values come from people and scripts: whatever they hold, a field comes
// back from a reader as it was given, no line is longer than RFC 5322 and 2047 want, and nothing can add a field or a
// line. What has an option of its own, and what it does, is for the caller.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mime/part.hpp>

#include <string_view>
#include <vector>

namespace posthaste::mime {

// ErrorKind::usage for text that holds a control character other than TAB, which it names. what: as the message calls
// it, "--subject".
[[nodiscard]] Status check_text(std::string_view what, std::string_view text);

// Unstructured text (Subject, Comments, X-...) that passes check_text; asserted. It is plain where that says the same;
// else all of it is encoded-words (RFC 2047): what is not ASCII, what looks like an encoded-word, spaces and TABs that
// unfolding could lose, and words that no line has room for. Octets that are not UTF-8 get the charset unknown-8bit.
// Name: of up to 45 octets, or an encoded value makes the first line longer than 76.
[[nodiscard]] Field text_field(std::string_view name, std::string_view text);

// To, From and the like, in the form of mail/mailbox_text.hpp.
[[nodiscard]] Field address_field(std::string_view name, const std::vector<mail::Mailbox>& mailboxes);

// --header 'Name: value'. What is known to be structured is checked and written as its RFC has it: addresses are parsed
// and written anew, lists of msg-ids and of URIs are folded between these and never encoded. All else is text.
// ErrorKind::usage says what is wrong, and which option to use for a field that the composer writes.
[[nodiscard]] Result<Field> free_field(std::string_view line);

// The header as a whole: ErrorKind::usage where a field stands twice that may stand once (RFC 5322 section 3.6, RFC
// 2369 section 3), and where one-click unsubscription has no https URI (RFC 8058 section 3.1).
[[nodiscard]] Status check_field_set(const std::vector<Field>& fields);

} // namespace posthaste::mime
