// SPDX-License-Identifier: MIT
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/mail/field_folder.hpp>
#include <posthaste/mail/mailbox_text.hpp>

#include <fmt/format.h>

namespace posthaste::mail {

namespace {

// QUIRK: GMime keeps the line end in a display name that is folded anywhere but between encoded-words, and CPython
// shows a space between those: a name that one line has room for gets one.
void add_mailbox(FieldFolder& folder, const Mailbox& mailbox, std::string_view end) {
    constexpr codec::WordRoom whole_line{codec::max_word_bytes, codec::max_word_bytes};
    const std::string address = mailbox.address.text();
    if (mailbox.display_name.empty())
        return folder.add(address + std::string(end));
    const std::string in_angles = fmt::format("<{}>{}", address, end);
    const auto whole = fmt::format("{} {}", codec::encode_phrase(mailbox.display_name, whole_line), in_angles);
    if (!whole.contains('\r') && folder.has_room(whole))
        return folder.add(whole);
    folder.fold();
    folder.add_words(codec::encode_phrase(mailbox.display_name, {folder.word_bytes(), codec::max_word_bytes}));
    folder.add(in_angles);
}

} // namespace

std::string mailbox_list_text(std::string_view field_name, std::span<const Mailbox> mailboxes) {
    FieldFolder folder(field_name);
    for (const auto& mailbox : mailboxes)
        add_mailbox(folder, mailbox, &mailbox == &mailboxes.back() ? "" : ",");
    return folder.body();
}

} // namespace posthaste::mail
