// SPDX-License-Identifier: MIT
// The use case behind `posthaste send`: a message is made of what the command line names, and goes the way of a ready
// one.
#pragma once

#include <posthaste/app/submit.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// A text from the command line itself, from a file, or from stdin ("-").
struct TextChoice {
    std::optional<std::string> text, file;
    [[nodiscard]] bool given() const noexcept { return text || file; }
};

struct AttachmentChoice {
    std::string file; // "-" is stdin
    std::optional<std::string> name, type;
    std::optional<std::string> content_id; // of an inlined one: what cid: in the HTML calls it
    bool inlined = false;
};

// What the command line asks for, word by word; nothing of it has been judged yet.
struct SendOptions {
    SubmitOptions submit; // recipients, --from and what else every message has; -t and -i mean nothing here

    std::vector<std::string> to, cc, bcc, reply_to; // each an address list
    std::optional<std::string> subject, date, message_id, priority, charset, html_charset, calendar, answer;
    std::vector<std::string> list_unsubscribe, headers, forward;
    TextChoice body, html;
    std::vector<AttachmentChoice> attachments;
    std::optional<std::string> max_attachment;
    bool automatic = false; // --auto
    bool flowed = false;
    bool no_text = false; // HTML alone
    bool edit = false;
    bool hide_subject = false;         // of an encrypted message
    std::optional<bool> check_content; // else where somebody reads the warnings: at a terminal

    std::optional<std::string> smime_cert, smime_key, smime_cipher, pgp_sign;
    std::vector<std::string> smime_encrypt, pgp_encrypt;
};

// As submit(). Files are opened before anything else; one that cannot be read is ErrorKind::no_input.
[[nodiscard]] ExitStatus send(const SendOptions& options);

} // namespace posthaste::app
