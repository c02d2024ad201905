// SPDX-License-Identifier: MIT
#include "address_parser.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_shown_bytes = 60;

auto malformed(std::string_view why) { return fail(ErrorKind::data, std::string(why)); }

// The words of a phrase with a space where there was one: "John Q. Public".
std::string joined(const std::vector<Token>& words) {
    std::string out;
    for (const auto& word : words) {
        if (word.after_space && !out.empty())
            out += ' ';
        out += word.text;
    }
    return out;
}

} // namespace

Result<std::vector<Mailbox>> AddressParser::list() {
    const Status status = parse_list();
    if (!status)
        return in_element(status.error());
    return std::move(mailboxes_);
}

Result<Mailbox> AddressParser::single() {
    const Status status = parse_single();
    if (!status)
        return in_element(status.error());
    return std::move(mailboxes_.front());
}

Result<std::vector<std::size_t>> AddressParser::bare_ends(std::size_t most) {
    only_bare_ends_ = true;
    most_bare_ends_ = most;
    PH_TRY(parse_list());
    return std::move(bare_ends_);
}

Status AddressParser::parse_list() {
    PH_TRY(advance());
    while (token_.kind != TokenKind::end)
        PH_TRY(list_step());
    if (in_group_)
        return malformed("the group is not closed: ';' is missing");
    return {};
}

Status AddressParser::parse_single() {
    PH_TRY(advance());
    if (token_.kind == TokenKind::end)
        return malformed("there is no address in it");
    PH_TRY(take_words());
    if (token_.is(':'))
        return malformed("it is no single address");
    PH_TRY(token_.is('<') ? angle_address() : addr_spec({}));
    if (token_.kind != TokenKind::end)
        return malformed("there is text after the address");
    return {};
}

Status AddressParser::list_step() {
    if (token_.is(',')) // empty elements are of RFC 5322 section 4.4
        return advance();
    if (token_.is(';'))
        return end_group();
    element_begin_ = token_.begin;
    PH_TRY(take_words());
    if (token_.is(':'))
        return begin_group();
    PH_TRY(token_.is('<') ? angle_address() : addr_spec({}));
    return expect_separator();
}

Status AddressParser::begin_group() {
    if (in_group_)
        return malformed("there is a group inside a group");
    if (words_.empty() || !words_.front().is_word())
        return malformed("there is a group without a name");
    in_group_ = true;
    return advance();
}

Status AddressParser::end_group() {
    if (!in_group_)
        return malformed("there is ';' outside a group: separate addresses by commas");
    in_group_ = false;
    PH_TRY(advance());
    return expect_separator();
}

Status AddressParser::expect_separator() {
    if (token_.kind == TokenKind::end || token_.is(',') || token_.is(';'))
        return {};
    return malformed("there is text after the address: is a comma missing?");
}

Status AddressParser::angle_address() {
    std::string display_name = joined(words_);
    PH_TRY(advance());
    if (token_.is('>'))
        return malformed("the address between '<' and '>' is empty");
    if (token_.is('@') || token_.is(','))
        PH_TRY(skip_route());
    PH_TRY(take_words());
    PH_TRY(addr_spec(std::move(display_name)));
    if (!token_.is('>'))
        return malformed("'>' is missing after the address");
    return advance();
}

// RFC 5321 section 4.1.1.3: source routes are accepted and ignored.
Status AddressParser::skip_route() {
    while (token_.is('@') || token_.is(',')) {
        const bool host_follows = token_.is('@');
        PH_TRY(advance());
        if (host_follows)
            PH_TRY(take_domain());
    }
    if (!token_.is(':'))
        return malformed("there is no local part before '@'");
    return advance();
}

// The local part is in words_.
Status AddressParser::addr_spec(std::string display_name) {
    PH_ASSIGN(std::string local, local_part());
    domain_.clear();
    if (token_.is('@')) {
        PH_TRY(advance());
        PH_TRY(take_domain());
    } else {
        PH_TRY(take_bare_end());
    }
    PH_ASSIGN(Address address, Address::make(std::move(local), domain_));
    if (!only_bare_ends_)
        mailboxes_.push_back({std::move(display_name), std::move(address)});
    return {};
}

// RFC 2047 section 5: an encoded word is a name of somebody, and no part of an address.
Status AddressParser::take_bare_end() {
    const auto& last = words_.back();
    const auto raw = lexer_.text().substr(last.begin, last.end - last.begin);
    if (!only_bare_ends_ || (words_.size() == 1 && raw.starts_with("=?") && raw.ends_with("?=")))
        return {};
    if (bare_ends_.size() == most_bare_ends_)
        return malformed("there are too many bare names before it");
    bare_ends_.push_back(last.end);
    return {};
}

Status AddressParser::take_words() {
    words_.clear();
    while (token_.is_word() || token_.is('.')) {
        words_.push_back(std::move(token_));
        PH_TRY(advance());
    }
    return {};
}

// Words with one dot between each two (RFC 5321 section 4.1.2; spaces and quoted words are of RFC 5322 section 4.4).
Result<std::string> AddressParser::local_part() const {
    if (words_.empty())
        return malformed(token_.is('@') ? "there is no local part before '@'"
                                        : "there is no address where one should be");
    std::string local;
    bool want_word = true;
    for (const auto& word : words_) {
        if (!want_word && word.is_word())
            return malformed("there are two words where one address should be: is a comma missing?");
        if (want_word && !word.is_word())
            return malformed("a dot stands at the start of the local part or beside another");
        local += word.text;
        want_word = !want_word;
    }
    if (want_word)
        return malformed("a dot stands at the end of the local part");
    return local;
}

Status AddressParser::take_domain() {
    domain_.clear();
    if (token_.kind == TokenKind::literal) {
        domain_ = token_.text;
        return advance();
    }
    for (;;) {
        if (token_.kind != TokenKind::atom)
            return malformed(domain_.empty() ? "there is no domain after '@'"
                                             : "a part of the domain is missing after a dot");
        domain_ += token_.text;
        PH_TRY(advance());
        if (!token_.is('.'))
            return {};
        domain_ += '.';
        PH_TRY(advance());
    }
}

Status AddressParser::advance() {
    PH_ASSIGN(token_, lexer_.next());
    return {};
}

std::unexpected<Error> AddressParser::in_element(const Error& error) const {
    const auto element = trim(lexer_.text().substr(element_begin_));
    const std::string_view cut = element.size() > max_shown_bytes ? "..." : "";
    return with_context(fmt::format("address \"{}{}\"", element.substr(0, max_shown_bytes), cut), error);
}

} // namespace posthaste::mail
