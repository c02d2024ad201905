// SPDX-License-Identifier: MIT
#include "magic_rules.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <optional>

namespace posthaste::mime {

namespace {

// indent>offset=value&mask~word+range: the value with its size before it in two octets, the mask as long as the value.
struct Rule {
    std::size_t indent = 0, offset = 0, word = 1, range = 1;
    std::string value, mask;
};

class RuleReader {
  public:
    explicit RuleReader(std::string_view file) : rest_(file) {}

    [[nodiscard]] bool at_section() const noexcept { return rest_.starts_with('['); }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

    // "[priority:type]"
    std::optional<MagicMatch> section() {
        MagicMatch out;
        const auto end = rest_.find("]\n");
        const auto colon = rest_.find(':');
        if (!at_section() || end == std::string_view::npos || colon > end)
            return std::nullopt;
        std::from_chars(rest_.data() + 1, rest_.data() + colon, out.priority);
        out.type = rest_.substr(colon + 1, end - colon - 1);
        rest_.remove_prefix(end + 2);
        return out;
    }

    std::optional<Rule> rule() {
        Rule out;
        out.indent = number(0);
        if (!take('>'))
            return std::nullopt;
        out.offset = number(0);
        if (!take('=') || rest_.size() < 2)
            return std::nullopt;
        const auto size =
            static_cast<std::size_t>(static_cast<unsigned char>(rest_[0])) * 256 + static_cast<unsigned char>(rest_[1]);
        rest_.remove_prefix(2);
        if (!octets(out.value, size) || (take('&') && !octets(out.mask, size)))
            return std::nullopt;
        out.word = take('~') ? number(1) : 1;
        out.range = take('+') ? number(1) : 1;
        // What newer files may have besides stands before the line end.
        const auto end = rest_.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        rest_.remove_prefix(end + 1);
        swap_words(out);
        return out;
    }

  private:
    bool take(char c) {
        const bool there = rest_.starts_with(c);
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }

    std::size_t number(std::size_t absent) {
        std::size_t value = absent;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }

    bool octets(std::string& out, std::size_t size) {
        out = rest_.substr(0, size);
        rest_.remove_prefix(out.size());
        return out.size() == size;
    }

    // Words of the machine stand with the high octet first.
    static void swap_words(Rule& rule) {
        if (std::endian::native != std::endian::little || rule.word < 2)
            return;
        for (auto* text : {&rule.value, &rule.mask})
            for (std::size_t at = 0; at + rule.word <= text->size(); at += rule.word)
                std::reverse(text->data() + at, text->data() + at + rule.word);
    }

    std::string_view rest_;
};

bool fits_at(const Rule& rule, std::string_view text) {
    if (text.size() < rule.value.size())
        return false;
    if (rule.mask.empty())
        return text.starts_with(rule.value);
    for (std::size_t i = 0; i < rule.value.size(); ++i)
        if (((text[i] ^ rule.value[i]) & rule.mask[i]) != 0)
            return false;
    return true;
}

bool fits(const Rule& rule, std::string_view text) {
    for (std::size_t at = rule.offset; at < text.size() && at - rule.offset < rule.range; ++at)
        if (fits_at(rule, text.substr(at)))
            return true;
    return false;
}

// Takes the rules of one section. A rule fits when it does itself and has no rules below it, or one of those fits.
std::optional<bool> section_fits(RuleReader& reader, std::string_view text) {
    std::size_t looked_at = 0; // rules deeper than this are below one that does not fit
    bool open = false;         // the last rule fits, and the next one tells whether it has any below it
    bool found = false;
    while (!reader.at_section() && !reader.at_end()) {
        const auto rule = reader.rule();
        if (!rule)
            return std::nullopt;
        found = found || (open && rule->indent < looked_at);
        open = false;
        if (rule->indent > looked_at)
            continue;
        open = !found && fits(*rule, text);
        looked_at = rule->indent + (open ? 1 : 0);
    }
    return found || open;
}

} // namespace

MagicMatch match_magic(std::string_view file, std::string_view beginning) {
    constexpr std::string_view signature("MIME-Magic\0\n", 12);
    if (!file.starts_with(signature))
        return {};
    RuleReader reader(file.substr(signature.size()));
    while (auto match = reader.section()) {
        const auto fits = section_fits(reader, beginning);
        if (!fits)
            break;
        if (*fits)
            return *match;
    }
    return {};
}

} // namespace posthaste::mime
