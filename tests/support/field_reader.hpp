// SPDX-License-Identifier: MIT
// A reader of header fields that shares nothing with the writers: what a value means to whoever gets it, and whether
// the field keeps the rules about lines and words. For unit tests and fuzz targets.
#pragma once

#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

inline std::string unfolded(std::string_view body) {
    std::string out(body);
    std::erase_if(out, [](char c) { return c == '\r' || c == '\n'; });
    return out;
}

// "=XX" or "%XX" undone; '_' is a space in Q.
inline std::string undone(std::string_view text, char escape) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == escape) {
            out += static_cast<char>(std::strtol(std::string(text.substr(at + 1, 2)).c_str(), nullptr, 16));
            at += 2;
        } else {
            out += text[at] == '_' && escape == '=' ? ' ' : text[at];
        }
    }
    return out;
}

struct EncodedWord {
    bool is_word = false, padded = false;
    std::string charset, text;
    char encoding = 0;
};

// "=?charset?B?...?=" and nothing else (RFC 2047 section 2).
inline EncodedWord word_of(std::string_view token) {
    const auto parts = split(token, '?');
    if (parts.size() != 5 || parts[0] != "=" || parts[4] != "=" || parts[2].size() != 1)
        return {};
    EncodedWord word{true, parts[3].ends_with('='), std::string(parts[1]), {}, parts[2][0]};
    if (word.encoding == 'Q')
        word.text = undone(parts[3], '=');
    else if (const auto text = codec::base64_decode(parts[3]); text && word.encoding == 'B')
        word.text = *text;
    else
        return {};
    return word;
}

// Words and the white space between them, in turn; the first and the last are words, maybe empty ones.
inline std::vector<std::string> words_and_spaces(std::string_view text) {
    std::vector<std::string> out(1);
    for (const char c : text) {
        if (is_space(c) != (out.size() % 2 == 0))
            out.emplace_back();
        out.back() += c;
    }
    if (out.size() % 2 == 0)
        out.emplace_back();
    return out;
}

// Unstructured text, or a phrase without quotes: unfolded, encoded-words decoded, white space between two dropped.
inline std::string read_text(std::string_view body) {
    const auto parts = words_and_spaces(unfolded(body));
    std::string out;
    for (std::size_t at = 0; at < parts.size(); ++at) {
        if (at % 2 == 0) {
            const auto word = word_of(parts[at]);
            out += word.is_word ? word.text : parts[at];
        } else if (!word_of(parts[at - 1]).is_word || !word_of(parts[at + 1]).is_word) {
            out += parts[at];
        }
    }
    return out;
}

// The parameters behind the first ';' as they stand, those of RFC 2231 in their pieces; quotes undone. "!" is there
// when it is no list of parameters.
inline std::map<std::string, std::string> raw_parameters(std::string_view body) {
    std::map<std::string, std::string> out;
    const std::string text = unfolded(body);
    for (std::size_t at = text.find(';'); at < text.size();) {
        at = text.find_first_not_of(' ', at + 1);
        const auto equals = text.find('=', at);
        if (at == std::string::npos || equals == std::string::npos)
            return {{"!", text}};
        const std::string name = text.substr(at, equals - at);
        const bool quoted = text.substr(equals + 1, 1) == "\"";
        const auto begin = equals + (quoted ? 2 : 1);
        const auto end = std::min(text.find(quoted ? '"' : ';', begin), text.size());
        const std::string value = text.substr(begin, end - begin);
        at = end + (quoted ? 1 : 0);
        const bool plain = value.find_first_of(" ()<>@,;:\\\"/[]?=") == std::string::npos && !value.empty();
        if (out.contains(name) || (!quoted && !plain) || value.contains('\\') || (quoted && name.ends_with('*')))
            return {{"!", name}};
        out[name] = value;
    }
    return out;
}

// The value of one parameter with RFC 2231 undone: name, name*, or name*0 and so on, of which there must be one form
// only.
inline std::string read_parameter(std::string_view body, const std::string& name) {
    const auto raw = raw_parameters(body);
    std::string joined;
    std::size_t forms = 0;
    if (const auto plain = raw.find(name); plain != raw.end()) {
        joined = plain->second;
        ++forms;
    }
    if (const auto whole = raw.find(name + "*"); whole != raw.end()) {
        joined = undone(whole->second.substr(whole->second.rfind('\'') + 1), '%');
        ++forms;
    }
    std::size_t section = 0;
    for (;; ++section) {
        const auto number = name + "*" + std::to_string(section);
        if (const auto part = raw.find(number); part != raw.end()) {
            joined += part->second;
        } else if (const auto encoded = raw.find(number + "*"); encoded != raw.end()) {
            const auto& value = encoded->second;
            joined += undone(section == 0 ? value.substr(value.rfind('\'') + 1) : value, '%');
        } else {
            break;
        }
    }
    forms += section == 0 ? 0 : 1;
    return forms == 1 ? joined : "(" + std::to_string(forms) + " forms)";
}

// What is wrong with the words of an unfolded body; empty when nothing is.
inline std::string problem_of_words(std::string_view text) {
    bool padded = false;
    for (const auto& part : words_and_spaces(text)) {
        if (part.empty() || is_space(part.front()))
            continue;
        auto token = std::string_view(part);
        if (token.starts_with("name=\""))
            token.remove_prefix(6);
        if (token.ends_with('"'))
            token.remove_suffix(1);
        const auto word = word_of(token);
        if (!word.is_word && token.contains("=?"))
            return "looks like an encoded-word: " + part;
        if (word.is_word && padded)
            return "a word after padding: " + part;
        padded = word.is_word && word.encoding == 'B' && word.padded;
        if (word.is_word && (token.size() > 75 || word.text.empty()))
            return "too long a word or an empty one: " + part;
        if (word.is_word && word.charset == "UTF-8" && !codec::is_utf8(word.text))
            return "a character is split: " + part;
    }
    return {};
}

// What is wrong with the folding of "name: body", or with its words; empty when nothing is. A line over 78 octets is
// right where it has nothing to be folded at and max_bytes allows it.
inline std::string problem_of(std::string_view name, std::string_view body, std::size_t max_bytes = 78) {
    const std::string field = std::string(name) + ": " + std::string(body);
    std::string rest = field;
    for (bool first = true; !rest.empty(); first = false) {
        const auto end = rest.find("\r\n");
        const std::string line = rest.substr(0, end);
        rest = end == std::string::npos ? "" : rest.substr(end + 2);
        const auto text = first ? std::string_view(line).substr(name.size() + 1) : std::string_view(line);
        if (std::ranges::any_of(line, [](char c) { return is_control(c) && c != '\t'; }))
            return "a control character: " + line;
        if (trim(text).empty() || is_space(text.back()) || !is_space(text.front()))
            return "white space where none may be: " + line;
        const bool foldable = trim(text).find_first_of(" \t") != std::string_view::npos;
        if (line.size() > (line.contains("=?") ? 76U : 78U) && (foldable || line.size() > max_bytes))
            return "a line of " + std::to_string(line.size()) + ": " + line;
    }
    return problem_of_words(unfolded(body));
}

} // namespace posthaste::test
