// SPDX-License-Identifier: MIT
#include "html_references.hpp"
#include "html_tokens.hpp"
#include "plain_writer.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mime/html.hpp>

#include <algorithm>
#include <array>

namespace posthaste::mime {

namespace {

enum class Element : std::uint8_t {
    line,
    paragraph,
    item,
    quotation,
    bullets,
    numbers,
    pre,
    row,
    cell,
    link,
    br,
    rule,
    image
};

struct KnownElement {
    std::string_view name;
    Element element;
};

// All others run on in the line.
constexpr auto elements = std::to_array<KnownElement>({{"a", Element::link},
                                                       {"address", Element::line},
                                                       {"article", Element::line},
                                                       {"aside", Element::line},
                                                       {"blockquote", Element::quotation},
                                                       {"br", Element::br},
                                                       {"caption", Element::line},
                                                       {"center", Element::line},
                                                       {"dd", Element::line},
                                                       {"dir", Element::bullets},
                                                       {"div", Element::line},
                                                       {"dl", Element::paragraph},
                                                       {"dt", Element::line},
                                                       {"fieldset", Element::paragraph},
                                                       {"figcaption", Element::line},
                                                       {"figure", Element::paragraph},
                                                       {"footer", Element::line},
                                                       {"form", Element::paragraph},
                                                       {"h1", Element::paragraph},
                                                       {"h2", Element::paragraph},
                                                       {"h3", Element::paragraph},
                                                       {"h4", Element::paragraph},
                                                       {"h5", Element::paragraph},
                                                       {"h6", Element::paragraph},
                                                       {"header", Element::line},
                                                       {"hr", Element::rule},
                                                       {"img", Element::image},
                                                       {"legend", Element::line},
                                                       {"li", Element::item},
                                                       {"listing", Element::pre},
                                                       {"main", Element::line},
                                                       {"menu", Element::bullets},
                                                       {"nav", Element::line},
                                                       {"ol", Element::numbers},
                                                       {"option", Element::line},
                                                       {"p", Element::paragraph},
                                                       {"pre", Element::pre},
                                                       {"section", Element::line},
                                                       {"table", Element::row},
                                                       {"td", Element::cell},
                                                       {"th", Element::cell},
                                                       {"tr", Element::row},
                                                       {"ul", Element::bullets}});

// Where a link leads, as it is shown; empty: nowhere that a reader of plain text could go.
std::string shown_target(std::string_view href) {
    std::string target;
    for (const char c : trim(href)) {
        if (c == ' ')
            target += "%20";
        else if (!is_control(c) && c != '<' && c != '>')
            target += c;
    }
    constexpr auto nowhere = std::to_array<std::string_view>({"#", "javascript:", "data:", "cid:"});
    if (std::ranges::any_of(nowhere, [&](auto prefix) { return istarts_with(target, prefix); }))
        return {};
    return target;
}

// "http://example.org/" and "example.org" lead to one place.
std::string_view bare(std::string_view target) noexcept {
    constexpr auto schemes = std::to_array<std::string_view>({"https://", "http://", "mailto:", "tel:"});
    for (const auto scheme : schemes)
        if (istarts_with(target, scheme)) {
            target.remove_prefix(scheme.size());
            break;
        }
    if (target.ends_with('/'))
        target.remove_suffix(1);
    return target;
}

class TextMaker {
  public:
    std::string make(std::string_view html) {
        HtmlTokenizer tokens(html);
        for (auto token = tokens.next(); token.kind != HtmlTokenKind::end; token = tokens.next()) {
            if (token.kind == HtmlTokenKind::start_tag || token.kind == HtmlTokenKind::end_tag)
                tag(token);
            else if (token.kind == HtmlTokenKind::text)
                text(decode_references(token.text, false));
            else if (token.kind == HtmlTokenKind::raw_text)
                raw_text(token);
        }
        end_link();
        return writer_.take();
    }

  private:
    using Level = PlainWriter::Level;

    void text(std::string_view decoded) {
        if (pre_ && after_pre_tag_ && decoded.starts_with('\n')) // section 13.1.2.5: this one is not of the text
            decoded.remove_prefix(1);
        after_pre_tag_ = false;
        note_link_text(decoded);
        if (pre_)
            writer_.verbatim(decoded);
        else
            writer_.text(decoded);
    }

    void raw_text(const HtmlToken& token) {
        if (token.name == "textarea" || token.name == "xmp")
            writer_.text(token.name == "xmp" ? std::string(token.text) : decode_references(token.text, false));
    }

    void tag(const HtmlToken& token) {
        const auto* known = std::ranges::lower_bound(elements, std::string_view(token.name), {}, &KnownElement::name);
        if (known == elements.end() || known->name != token.name)
            return;
        if (token.kind == HtmlTokenKind::start_tag)
            start(known->element, token);
        else
            end(known->element);
    }

    void start(Element element, const HtmlToken& token) {
        switch (element) {
        case Element::br:
            return pre_ ? writer_.verbatim("\n") : writer_.skip_line();
        case Element::image:
            return text(html_attribute(token, "alt").value_or(""));
        case Element::link:
            return begin_link(token);
        case Element::item:
            return writer_.begin_item();
        case Element::row:
            return writer_.begin_row();
        case Element::cell:
            return writer_.begin_cell();
        case Element::rule:
            writer_.end_line();
            writer_.insert("----------");
            return writer_.end_line();
        default:
            return begin_block(element);
        }
    }

    void begin_block(Element element) {
        boundary(element);
        if (const auto* level = level_of(element))
            open(*level);
        after_pre_tag_ = element == Element::pre;
        pre_ = pre_ || after_pre_tag_;
    }

    void end(Element element) {
        if (element == Element::link)
            return end_link();
        if (element == Element::br) // "</br>" is one
            return writer_.skip_line();
        if (element == Element::cell || element == Element::image || element == Element::rule)
            return;
        if (element == Element::row)
            return writer_.end_row();
        pre_ = pre_ && element != Element::pre;
        if (const auto* level = level_of(element))
            close(*level);
        boundary(element);
    }

    // What stands before and behind an element.
    void boundary(Element element) {
        const bool nested_list = lists_ != 0 && (element == Element::bullets || element == Element::numbers);
        const bool paragraph = element == Element::paragraph || element == Element::pre ||
                               element == Element::quotation || element == Element::bullets ||
                               element == Element::numbers;
        if (paragraph && !nested_list)
            writer_.end_paragraph();
        else
            writer_.end_line();
    }

    static const Level* level_of(Element element) noexcept {
        static constexpr Level levels[] = {Level::quotation, Level::bullets, Level::numbers};
        const bool has = element == Element::quotation || element == Element::bullets || element == Element::numbers;
        return has ? &levels[static_cast<std::size_t>(element) - static_cast<std::size_t>(Element::quotation)]
                   : nullptr;
    }

    void open(Level level) {
        writer_.open(level);
        lists_ += level == Level::quotation ? 0 : 1;
    }

    void close(Level level) {
        writer_.close(level);
        if (level != Level::quotation && lists_ != 0)
            --lists_;
    }

    void begin_link(const HtmlToken& token) {
        end_link(); // links do not nest
        target_ = shown_target(html_attribute(token, "href").value_or(""));
    }

    // As much as is needed to know whether it equals the target.
    void note_link_text(std::string_view text) {
        if (!target_.empty() && link_text_.size() <= target_.size())
            link_text_.append(trim(text).substr(0, target_.size() + 1));
    }

    void end_link() {
        if (target_.empty())
            return;
        auto shown = std::string_view(target_);
        if (istarts_with(shown, "mailto:"))
            shown = shown.substr(0, shown.find('?')).substr(std::string_view("mailto:").size());
        if (link_text_.empty() || !iequals(bare(link_text_), bare(shown))) {
            if (!link_text_.empty())
                writer_.text(" ");
            writer_.insert("<");
            writer_.insert(shown);
            writer_.insert(">");
        }
        target_.clear();
        link_text_.clear();
    }

    PlainWriter writer_;
    std::string target_, link_text_; // of the link under way
    std::size_t lists_ = 0;
    bool pre_ = false, after_pre_tag_ = false;
};

} // namespace

std::string html_to_text(std::string_view html) { return TextMaker().make(html); }

} // namespace posthaste::mime
