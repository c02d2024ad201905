// SPDX-License-Identifier: MIT
#include "html_references.hpp"
#include "html_tokens.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mime/html.hpp>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace posthaste::mime {

namespace {

constexpr std::string_view white = " \t\n\r\f";

enum class Use : std::uint8_t { link, image };

struct UrlAttribute {
    std::string_view name;
    Use use;
};
constexpr auto url_attributes = std::to_array<UrlAttribute>({{"background", Use::image},
                                                             {"href", Use::link},
                                                             {"longdesc", Use::link},
                                                             {"lowsrc", Use::image},
                                                             {"poster", Use::image},
                                                             {"src", Use::image},
                                                             {"xlink:href", Use::image}});

unsigned hex_value(char c) noexcept {
    return is_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(to_lower(c) - 'a') + 10U;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool encoded =
            text[at] == '%' && at + 2 < text.size() && is_hex_digit(text[at + 1]) && is_hex_digit(text[at + 2]);
        out += encoded ? static_cast<char>(hex_value(text[at + 1]) << 4U | hex_value(text[at + 2])) : text[at];
        at += encoded ? 2 : 0;
    }
    return out;
}

class Looker {
  public:
    explicit Looker(HtmlFacts& facts) : facts_(facts) {}

    // Outlook reads what stands in "<!--[if mso]>...<![endif]-->"; a comment in that is one.
    void look(std::string_view html, bool in_comment) {
        HtmlTokenizer tokens(html);
        for (auto token = tokens.next(); token.kind != HtmlTokenKind::end; token = tokens.next()) {
            if (token.kind == HtmlTokenKind::start_tag)
                look_at(token);
            else if (token.kind == HtmlTokenKind::raw_text && token.name == "style")
                style(token.text);
            else if (token.kind == HtmlTokenKind::text && !in_comment)
                text(token.text);
            else if (token.kind == HtmlTokenKind::comment && !in_comment && istarts_with(token.text, "[if"))
                look(token.text, true);
        }
    }

  private:
    void look_at(const HtmlToken& tag) {
        HtmlAttributes attributes(tag.attributes);
        while (const auto attribute = attributes.next()) {
            const auto* known = std::ranges::find(url_attributes, attribute->name, &UrlAttribute::name);
            if (known != url_attributes.end())
                url(decode_references(attribute->value, true), known->use);
            else if (attribute->name == "srcset")
                candidates(decode_references(attribute->value, true));
            else if (attribute->name == "style")
                style(decode_references(attribute->value, true));
        }
    }

    void url(std::string_view text, Use use) {
        constexpr std::string_view cid = "cid:";
        const auto address = trim(text);
        const bool remote =
            istarts_with(address, "http:") || istarts_with(address, "https:") || address.starts_with("//");
        if (istarts_with(address, cid))
            content_id(percent_decoded(address.substr(cid.size())));
        if (use == Use::link || address.empty())
            return;
        facts_.remote_images = facts_.remote_images || remote;
        facts_.other_images = facts_.other_images || !remote;
    }

    void content_id(std::string id) {
        if (seen_.insert(id).second)
            facts_.content_ids.push_back(std::move(id));
    }

    // srcset: "a.png 2x, b.png 100w"; a comma inside an address is part of it (HTML standard section 4.8.4.2.2).
    void candidates(std::string_view text) {
        for (;;) {
            const auto begin = text.find_first_not_of(" \t\n\r\f,");
            if (begin == std::string_view::npos)
                return;
            text.remove_prefix(begin);
            auto address = text.substr(0, text.find_first_of(white));
            text.remove_prefix(address.size());
            const bool ended = address.ends_with(',');
            while (address.ends_with(','))
                address.remove_suffix(1);
            url(address, Use::image);
            if (!ended)
                text.remove_prefix(std::min(text.find(','), text.size()));
        }
    }

    // url(x), url("x"), url( 'x' ) of style sheets.
    void style(std::string_view sheet) {
        constexpr std::string_view call = "url(";
        for (auto at = sheet.find('('); at != std::string_view::npos; at = sheet.find('(')) {
            const bool is_url = at + 1 >= call.size() && iequals(sheet.substr(at + 1 - call.size(), call.size()), call);
            sheet.remove_prefix(at + 1);
            if (!is_url)
                continue;
            sheet.remove_prefix(std::min(sheet.find_first_not_of(white), sheet.size()));
            const bool quoted = sheet.starts_with('"') || sheet.starts_with('\'');
            const auto end = quoted ? sheet.substr(1).find(sheet.front()) : sheet.find(')');
            if (end == std::string_view::npos)
                return;
            url(sheet.substr(quoted ? 1 : 0, end), Use::image);
            sheet.remove_prefix(end);
        }
    }

    void text(std::string_view raw) {
        if (facts_.text || raw.find_first_not_of(white) == std::string_view::npos)
            return;
        // Filler that shows nothing: NBSP, soft hyphen, joiners, zero-width space and the mark.
        constexpr std::u32string_view unseen = U" \t\n\r\f\u00A0\u00AD\u034F\u200B\u200C\u200D\uFEFF";
        const auto decoded = decode_references(raw, false);
        for (std::string_view rest = decoded; !rest.empty() && !facts_.text;) {
            const auto point = codec::first_code_point(rest);
            facts_.text = point.bytes == 0 || !unseen.contains(point.value);
            rest.remove_prefix(std::max<std::size_t>(point.bytes, 1));
        }
    }

    HtmlFacts& facts_;
    std::unordered_set<std::string> seen_;
};

} // namespace

HtmlFacts look_at_html(std::string_view html) {
    HtmlFacts facts;
    Looker(facts).look(html, false);
    return facts;
}

} // namespace posthaste::mime
