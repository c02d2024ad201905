// SPDX-License-Identifier: MIT
#include "field_words.hpp"

#include "address_lexer.hpp"
#include "line_reader.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/encoded_word.hpp>

#include <algorithm>
#include <vector>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_encoded_line_bytes = 76; // RFC 2047 section 2
constexpr std::size_t max_plain_word_bytes = 900;  // a field name and white space go with it
constexpr std::string_view white = " \t\r\n";

struct Word {
    std::string_view before, text; // white space, then the word; the last word may be empty

    [[nodiscard]] bool encoded_already() const noexcept { return text.starts_with("=?") && text.ends_with("?="); }
    [[nodiscard]] bool to_encode() const noexcept { return !is_ascii(text) || text.size() > max_plain_word_bytes; }
};

std::vector<Word> words_of(std::string_view body) {
    std::vector<Word> words;
    while (!body.empty()) {
        const auto begin = std::min(body.find_first_not_of(white), body.size());
        const auto end = std::min(body.find_first_of(white, begin), body.size());
        words.push_back({body.substr(0, begin), body.substr(begin, end - begin)});
        body.remove_prefix(end);
    }
    return words;
}

std::string unfolded(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c != '\r' && c != '\n'; });
    return out;
}

std::size_t column_of(std::string_view name, std::string_view body) noexcept {
    const auto line = body.rfind('\n');
    return line == std::string_view::npos ? name.size() + 1 + body.size() : body.size() - line - 1;
}

// Appends white space and text, on a new line where this one has no room and something stands in it.
void append_folded(std::string_view name, std::string& out, std::string_view before, std::string_view text) {
    const auto first_line = text.substr(0, text.find('\r'));
    const bool fits = column_of(name, out) + before.size() + first_line.size() <= max_encoded_line_bytes;
    if (!fits && !before.empty() && !before.contains('\n') && !trim(out).empty())
        out += "\r\n";
    out += before;
    out += text;
}

// The run of words from `from` on that are to be encoded, as one text: white space between two encoded-words means
// nothing (RFC 2047 section 6.2), so that what stands there goes into one of them.
std::string run_text(const std::vector<Word>& words, std::size_t from, std::size_t end) {
    std::string text;
    if (from > 0 && words[from - 1].encoded_already())
        text = unfolded(words[from].before);
    for (std::size_t at = from; at < end; ++at) {
        text += at == from ? "" : unfolded(words[at].before);
        text += words[at].text;
    }
    if (end < words.size() && words[end].encoded_already())
        text += unfolded(words[end].before);
    return text;
}

std::string joined(const std::vector<Token>& words) {
    std::string out;
    for (const auto& word : words) {
        out += word.after_space && !out.empty() ? " " : "";
        out += word.text;
    }
    return out;
}

// The phrase may be written anew: it is UTF-8 text without encoded-words or comments, which would be lost.
bool can_encode(std::string_view body, const std::vector<Token>& words) {
    for (std::size_t at = 1; at < words.size(); ++at)
        if (body.substr(words[at - 1].end, words[at].begin - words[at - 1].end).contains('('))
            return false;
    const auto text = joined(words);
    return !is_ascii(text) && !text.contains("=?");
}

} // namespace

std::string encode_unstructured(std::string_view name, std::string_view body) {
    const auto words = words_of(body);
    std::string out;
    bool encoded = false;
    for (std::size_t at = 0; at < words.size();) {
        if (!words[at].to_encode()) {
            if (encoded && !words[at].text.empty())
                append_folded(name, out, words[at].before, words[at].text);
            else
                out.append(words[at].before).append(words[at].text);
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < words.size() && words[end].to_encode())
            ++end;
        append_folded(name, out, words[at].before, codec::encode_words(run_text(words, at, end)));
        encoded = true;
        at = end;
    }
    return out;
}

Result<std::string> encode_display_names(std::string_view name, std::string_view body) {
    AddressLexer lexer(body);
    std::string out;
    std::size_t copied = 0;
    std::vector<Token> words; // since the last special other than a dot
    for (;;) {
        PH_ASSIGN(Token token, lexer.next());
        if (token.is_word() || token.is('.')) {
            words.push_back(std::move(token));
            continue;
        }
        if ((token.is('<') || token.is(':')) && !words.empty() && can_encode(body, words)) {
            const auto before = body.substr(copied, words.front().begin - copied);
            const auto space = before.find_last_not_of(" \t") + 1;
            out += before.substr(0, space);
            append_folded(name, out, before.substr(space), codec::encode_phrase(joined(words)));
            copied = words.back().end;
        }
        words.clear();
        if (token.kind == TokenKind::end)
            return out.append(body.substr(copied));
    }
}

Result<std::string> space_commas(std::string_view body) {
    AddressLexer lexer(body);
    std::string out;
    std::size_t copied = 0;
    for (;;) {
        PH_ASSIGN(const Token token, lexer.next());
        if (token.kind == TokenKind::end)
            return out.append(body.substr(copied));
        if (!token.is(',') || white.contains(body.substr(token.end, 1)))
            continue;
        out.append(body.substr(copied, token.end - copied)).append(" ");
        copied = token.end;
    }
}

std::string fold_long_lines(std::string_view raw) {
    std::string out;
    while (!raw.empty()) {
        const auto line = raw.substr(0, std::min(raw.find('\n'), raw.size() - 1) + 1);
        const auto text = line.substr(0, line.find_last_not_of("\r\n") + 1);
        // Neither the name alone nor white space alone may be left in a line (RFC 5322 section 2.2.3).
        auto first = text.find_first_not_of(" \t");
        if (out.empty())
            first = text.find_first_not_of(" \t", std::min(text.find(':'), text.size() - 1) + 1);
        auto fold = text.substr(0, max_line_bytes + 1).find_last_of(" \t");
        const auto last = text.find_last_not_of(" \t");
        if (const auto comma = text.substr(0, max_line_bytes + 1).rfind(", ");
            comma != std::string_view::npos && comma >= first)
            fold = comma + 1; // QUIRK: GMime keeps the line end in a display name that is folded
        if (text.size() <= max_line_bytes || fold == std::string_view::npos || first == std::string_view::npos ||
            fold <= first || fold >= last) {
            out += line;
            raw.remove_prefix(line.size());
            continue;
        }
        out.append(text.substr(0, fold)).append("\r\n");
        raw.remove_prefix(fold);
    }
    return out;
}

} // namespace posthaste::mail
