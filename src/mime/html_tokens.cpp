// SPDX-License-Identifier: MIT
#include "html_tokens.hpp"

#include "html_references.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace posthaste::mime {

namespace {

constexpr std::string_view white = " \t\n\r\f";
constexpr std::string_view name_ends = " \t\n\r\f/>";

constexpr std::array raw_elements =
    std::to_array<std::string_view>({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"});

bool is_letter(char c) noexcept { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
bool begins_name(std::string_view text, std::size_t at) noexcept { return at < text.size() && is_letter(text[at]); }

std::size_t skip(std::string_view text, std::size_t at, std::string_view characters) noexcept {
    return std::min(text.find_first_not_of(characters, at), text.size());
}

// Where the '>' stands that ends a tag; one between quotes does not.
std::size_t tag_end(std::string_view html, std::size_t at) noexcept {
    for (;;) {
        at = html.find_first_of("=>", at);
        if (at == std::string_view::npos || html[at] == '>')
            return std::min(at, html.size());
        at = skip(html, at + 1, white);
        if (at < html.size() && (html[at] == '"' || html[at] == '\''))
            at = html.find(html[at], at + 1);
        if (at == std::string_view::npos)
            return html.size();
    }
}

} // namespace

HtmlToken HtmlTokenizer::next() {
    if (rest_.empty())
        return {};
    if (!raw_element_.empty())
        return raw_text();
    if (rest_.front() != '<')
        return take(HtmlTokenKind::text, rest_.find('<'));
    if (begins_name(rest_, 1))
        return tag(HtmlTokenKind::start_tag, 1);
    if (rest_.starts_with("</") && begins_name(rest_, 2))
        return tag(HtmlTokenKind::end_tag, 2);
    if (rest_.starts_with("<!--"))
        return comment();
    if (rest_.starts_with("<!") || rest_.starts_with("<?") || (rest_.starts_with("</") && rest_.size() > 2)) {
        const auto end = rest_.find('>');
        return take(HtmlTokenKind::comment, end == std::string_view::npos ? end : end + 1);
    }
    return take(HtmlTokenKind::text, rest_.find('<', 1));
}

HtmlToken HtmlTokenizer::take(HtmlTokenKind kind, std::size_t bytes) {
    HtmlToken token;
    token.kind = kind;
    token.text = rest_.substr(0, bytes);
    rest_.remove_prefix(token.text.size());
    return token;
}

HtmlToken HtmlTokenizer::tag(HtmlTokenKind kind, std::size_t name_at) {
    const auto name_end = std::min(rest_.find_first_of(name_ends, name_at), rest_.size());
    const auto end = tag_end(rest_, name_end);
    HtmlToken token;
    // One that the text ends in is no tag, and no text either.
    token.kind = end == rest_.size() ? HtmlTokenKind::comment : kind;
    token.name = lower(rest_.substr(name_at, name_end - name_at));
    token.attributes = rest_.substr(name_end, end - name_end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (token.kind == HtmlTokenKind::start_tag && std::ranges::find(raw_elements, token.name) != raw_elements.end())
        raw_element_ = token.name;
    return token;
}

HtmlToken HtmlTokenizer::comment() {
    constexpr std::size_t open_bytes = 4;
    const auto end = rest_.find("-->", 2); // "<!-->" is one
    auto token = take(HtmlTokenKind::comment, end == std::string_view::npos ? end : end + 3);
    token.text.remove_prefix(std::min(open_bytes, token.text.size()));
    if (token.text.ends_with("-->"))
        token.text.remove_suffix(3);
    return token;
}

HtmlToken HtmlTokenizer::raw_text() {
    std::size_t end = rest_.find("</");
    while (end != std::string_view::npos) {
        const auto behind = rest_.substr(end + 2);
        const bool closes = istarts_with(behind, raw_element_) &&
                            (behind.size() == raw_element_.size() || name_ends.contains(behind[raw_element_.size()]));
        if (closes)
            break;
        end = rest_.find("</", end + 2);
    }
    auto token = take(HtmlTokenKind::raw_text, end);
    token.name = std::exchange(raw_element_, {});
    return token;
}

std::optional<HtmlAttribute> HtmlAttributes::next() {
    constexpr std::string_view between = " \t\n\r\f/";
    rest_.remove_prefix(skip(rest_, 0, between));
    if (rest_.empty())
        return std::nullopt;
    // A name may begin with '=' (section 13.2.5.32).
    const auto end = std::min(rest_.find_first_of(" \t\n\r\f/=", 1), rest_.size());
    HtmlAttribute attribute{lower(rest_.substr(0, end)), {}};
    rest_.remove_prefix(skip(rest_, end, white));
    if (rest_.starts_with('='))
        attribute.value = value();
    return attribute;
}

std::string_view HtmlAttributes::value() {
    rest_.remove_prefix(skip(rest_, 1, white));
    const bool quoted = rest_.starts_with('"') || rest_.starts_with('\'');
    std::size_t end = quoted ? rest_.find(rest_.front(), 1) : rest_.find_first_of(white);
    end = std::min(end, rest_.size());
    const auto value = rest_.substr(quoted ? 1 : 0, end - (quoted ? 1 : 0));
    rest_.remove_prefix(std::min(end + (quoted ? 1 : 0), rest_.size()));
    return value;
}

std::optional<std::string> html_attribute(const HtmlToken& tag, std::string_view name) {
    HtmlAttributes attributes(tag.attributes);
    while (const auto attribute = attributes.next())
        if (attribute->name == name)
            return decode_references(attribute->value, true);
    return std::nullopt;
}

} // namespace posthaste::mime
