// SPDX-License-Identifier: MIT
#include "log_line.hpp"

#include "json_line.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

constexpr std::size_t max_value_bytes = 512;

// Cut between characters.
std::string bounded(std::string text) {
    constexpr std::string_view cut = "...";
    if (text.size() <= max_value_bytes)
        return text;
    std::size_t end = max_value_bytes - cut.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text.append(cut);
}

bool is_plain(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == ' ' || c == '"' || c == '=' || c == '\\'; });
}

std::string quoted(const std::string& text) {
    if (is_plain(text))
        return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result += '"';
}

struct AsLogfmt {
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double seconds) const { return fmt::format("{:.3f}", seconds); }
};

} // namespace

void LogLine::add(std::string_view key, std::string_view text) {
    if (!text.empty()) // what is cut first is not looked at
        fields_.push_back({key, bounded(printable(text.substr(0, 4 * max_value_bytes)))});
}

void LogLine::add(std::string_view key, std::int64_t number) { fields_.push_back({key, number}); }

void LogLine::add(std::string_view key, std::chrono::milliseconds span) {
    fields_.push_back({key, std::chrono::duration<double>(span).count()});
}

void LogLine::add(const LogLine& rest) { fields_.insert(fields_.end(), rest.fields_.begin(), rest.fields_.end()); }

std::string LogLine::text(config::LogFormat format) const {
    return format == config::LogFormat::json ? json() : logfmt();
}

std::string LogLine::logfmt() const {
    std::string line;
    for (const auto& [key, value] : fields_) {
        const auto* separator = line.empty() ? "" : " ";
        line += fmt::format("{}{}={}", separator, key, std::visit(AsLogfmt{}, value));
    }
    return line;
}

std::string LogLine::json() const {
    nlohmann::ordered_json object;
    for (const auto& [key, value] : fields_)
        std::visit([&object, name = std::string(key)](const auto& each) { object[name] = each; }, value);
    return json_text(object);
}

} // namespace posthaste::app
