// SPDX-License-Identifier: MIT
#include "netrc.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::string_view white = " \t\r\n";

char unescaped(char c) noexcept {
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

// Words of the file, with the count of lines for errors.
class Words {
  public:
    explicit Words(std::string_view text) : text_(text) {}

    // A keyword, or empty at the end; comments are passed over.
    std::string_view keyword() {
        for (;;) {
            skip_white();
            if (!text_.starts_with('#'))
                return bare();
            skip_line();
        }
    }

    // A value may be quoted and may begin with '#'.
    Result<std::string> value(std::string_view keyword) {
        skip_white();
        if (text_.empty())
            return wrong(fmt::format("\"{}\" has no value", keyword));
        if (text_.front() != '"')
            return std::string(bare());
        return quoted();
    }

    // A macro's lines end at an empty line.
    void skip_macro() {
        skip_line();
        while (!text_.empty() && !text_.starts_with('\n') && !text_.starts_with("\r\n"))
            skip_line();
    }

    [[nodiscard]] std::unexpected<Error> wrong(std::string_view what) const {
        return fail(ErrorKind::config, fmt::format("line {}: {}", line_, what));
    }

  private:
    void drop(std::size_t count) {
        line_ += std::ranges::count(text_.substr(0, count), '\n');
        text_.remove_prefix(std::min(count, text_.size()));
    }
    void skip_white() { drop(std::min(text_.find_first_not_of(white), text_.size())); }
    void skip_line() { drop(std::min(text_.find('\n'), text_.size() - 1) + 1); }

    std::string_view bare() {
        const auto word = text_.substr(0, text_.find_first_of(white));
        text_.remove_prefix(word.size());
        return word;
    }

    Result<std::string> quoted() {
        std::string result;
        for (std::size_t i = 1; i < text_.size(); ++i) {
            const char c = text_[i];
            if (c == '"') {
                drop(i + 1);
                return result;
            }
            if (c == '\n')
                break;
            const bool escape = c == '\\' && i + 1 < text_.size();
            result += escape ? unescaped(text_[++i]) : c;
        }
        wipe(result);
        return wrong("the quotation mark is not closed");
    }

    std::string_view text_;
    std::ptrdiff_t line_ = 1;
};

// port and protocol are written by Emacs and git, and mean nothing here. Any other word may be half of a password.
Status read_field(Words& words, std::string_view keyword, std::vector<NetrcEntry>& entries) {
    constexpr std::array<std::string_view, 5> known{"login", "password", "account", "port", "protocol"};
    if (std::ranges::find(known, keyword) == known.end())
        return words.wrong("a word that is not machine, default, login, password, account or macdef");
    if (entries.empty())
        return words.wrong(fmt::format("\"{}\" before the first \"machine\"", keyword));
    PH_ASSIGN(std::string value, words.value(keyword));
    if (keyword == "login")
        entries.back().login = std::move(value);
    else if (keyword == "password")
        entries.back().password = Secret(std::move(value));
    return {};
}

Status read_item(Words& words, std::string_view keyword, std::vector<NetrcEntry>& entries) {
    if (keyword == "machine") {
        PH_ASSIGN(std::string machine, words.value(keyword));
        entries.push_back({std::move(machine), {}, {}});
    } else if (keyword == "default") {
        entries.push_back({std::nullopt, {}, {}});
    } else if (keyword == "macdef") {
        words.skip_macro();
    } else {
        return read_field(words, keyword, entries);
    }
    return {};
}

} // namespace

Result<std::vector<NetrcEntry>> parse_netrc(std::string_view text) {
    Words words(text);
    std::vector<NetrcEntry> entries;
    for (auto keyword = words.keyword(); !keyword.empty(); keyword = words.keyword())
        PH_TRY(read_item(words, keyword, entries));
    return entries;
}

const NetrcEntry* find_netrc(const std::vector<NetrcEntry>& entries, std::string_view host, std::string_view user) {
    const auto matches = [&](const NetrcEntry& entry) {
        const bool right_host = !entry.machine || iequals(*entry.machine, host);
        const bool right_user = user.empty() || entry.login.empty() || entry.login == user;
        return right_host && right_user && !entry.password.empty();
    };
    const auto found = std::ranges::find_if(entries, matches);
    return found == entries.end() ? nullptr : &*found;
}

} // namespace posthaste::config
