// SPDX-License-Identifier: MIT
// The grammar of RFC 5322 section 3.4 over the words of a field, one element at a time and without recursion.
#pragma once

#include "address_lexer.hpp"

#include <posthaste/mail/address.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mail {

class AddressParser {
  public:
    explicit AddressParser(std::string_view text) : lexer_(text) {}

    // To be called once, one of them. An error begins with the element it is about.
    Result<std::vector<Mailbox>> list(); // everything, groups flattened
    Result<Mailbox> single();            // one mailbox and nothing else
    // Where bare names end, in the text; of a list, which is not kept. An error when there are more than most.
    Result<std::vector<std::size_t>> bare_ends(std::size_t most);

  private:
    Status parse_list();
    Status parse_single();
    Status list_step();
    Status begin_group();
    Status end_group();
    Status expect_separator();
    Status angle_address();
    Status skip_route();
    Status addr_spec(std::string display_name);
    Status take_words();
    Status take_domain();
    Status take_bare_end();
    [[nodiscard]] Result<std::string> local_part() const;
    Status advance();
    [[nodiscard]] std::unexpected<Error> in_element(const Error& error) const;

    AddressLexer lexer_;
    Token token_;              // the next one
    std::vector<Token> words_; // words and dots taken last
    std::string domain_;       // taken last
    std::vector<Mailbox> mailboxes_;
    std::vector<std::size_t> bare_ends_;
    std::size_t most_bare_ends_ = 0;
    bool only_bare_ends_ = false;
    std::size_t element_begin_ = 0;
    bool in_group_ = false;
};

} // namespace posthaste::mail
