// SPDX-License-Identifier: MIT
#include "case.hpp"

#include <posthaste/base/text.hpp>

#include <fstream>
#include <iterator>
#include <regex>

namespace posthaste::test {

namespace {
std::string fill_in(std::string text, const Variables& variables) {
    for (const auto& [name, value] : variables) {
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    }
    return text;
}

std::string unescape(std::string_view text) {
    const std::map<char, char> escapes{{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'e', '\x1b'}, {'\\', '\\'}};
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto escape = text[at] == '\\' && at + 1 < text.size() ? escapes.find(text[at + 1]) : escapes.end();
        if (escape == escapes.end()) {
            result += text[at];
            continue;
        }
        result += escape->second;
        ++at;
    }
    return result;
}

// "   12 ms" as " N ms": nobody knows how long it takes.
std::string without_times(const std::string& text) {
    static const std::regex time{" +[0-9]+ ms\\b"};
    return std::regex_replace(text, time, " N ms");
}

// Ids of the queue, and how long it waits.
std::string without_queue_ids(const std::string& text) {
    static const std::regex id{
        "(in the queue as |\"(?:queue_id|report_of)\": ?\"|(?:queue_id|report_of)=)[a-z2-7]{16}"},
        wait{"tried again in [0-9]+ min"};
    return std::regex_replace(std::regex_replace(text, id, "$1ID"), wait, "tried again in N min");
}

// Who runs the test.
std::string without_user(const std::string& text) {
    static const std::regex uid{"\\buid(=|\":)[0-9]+"};
    return std::regex_replace(text, uid, "uid$1N");
}

// Boundaries by their order, "=_1", and Message-IDs as "<ID@": they are random.
std::string without_ids(std::string text) {
    static const std::regex boundary{"=_[a-z2-7]{26}"}, id{"<[a-z2-7]{26}@"};
    std::smatch found;
    for (int number = 1; std::regex_search(text, found, boundary); ++number) {
        const std::string one = found.str();
        for (std::size_t at = text.find(one); at != std::string::npos; at = text.find(one))
            text.replace(at, one.size(), "=_" + std::to_string(number));
    }
    return std::regex_replace(text, id, "<ID@");
}

// Line by line, safe to show.
std::string shown(std::string_view text) {
    std::string result;
    for (const std::string_view line : split(text, '\n'))
        result += "    | " + printable(line) + "\n";
    return result;
}
} // namespace

std::optional<std::string> Case::text(const std::string& file) const {
    std::ifstream stream{path(file), std::ios::binary};
    if (!stream)
        return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

std::optional<std::string> Case::text(const std::string& file, const Variables& variables) const {
    const auto raw = text(file);
    return raw ? std::optional{fill_in(*raw, variables)} : std::nullopt;
}

std::vector<std::string> Case::lines(const std::string& file, const Variables& variables) const {
    std::string all = text(file, variables).value_or("");
    if (all.ends_with('\n'))
        all.pop_back();
    else if (all.empty())
        return {};
    std::vector<std::string> result;
    for (const std::string_view line : split(all, '\n'))
        result.emplace_back(line);
    return result;
}

std::vector<std::string> Case::arguments(const Variables& variables) const {
    std::vector<std::string> result = lines("args", variables);
    for (std::string& argument : result)
        argument = unescape(argument);
    return result;
}

long Case::number(const std::string& file, long otherwise) const {
    const auto found = text(file);
    return found ? std::stol(*found) : otherwise;
}

std::string Case::complaints(const std::string& name, const std::string& raw, const Variables& variables) const {
    const auto timeless = name == "stdout" ? without_times(raw) : name == "log" ? without_user(raw) : raw;
    const auto got = without_queue_ids(without_ids(timeless));
    const auto whole = text(name, variables);
    const auto parts = text(name + ".has");
    std::string result;
    if ((whole || !parts) && got != whole.value_or(""))
        result += "  " + name + " should be\n" + shown(whole.value_or(""));
    for (const std::string& line : lines(name + ".has", variables)) {
        if (got.find(line) == std::string::npos)
            result += "  " + name + " should contain\n" + shown(line);
    }
    for (const std::string& line : lines(name + ".lacks", variables)) {
        if (got.find(line) != std::string::npos)
            result += "  " + name + " should not contain\n" + shown(line);
    }
    return result.empty() ? result : result + "  and is\n" + shown(got);
}

} // namespace posthaste::test
