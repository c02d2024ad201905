// SPDX-License-Identifier: MIT
#include "field_writers.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/field_folder.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

// "<scheme:...>" of printable ASCII (RFC 3986 section 2): what is between the brackets is nobody's to change.
bool is_uri(std::string_view text) noexcept {
    if (!text.starts_with('<') || !text.ends_with('>'))
        return false;
    text = text.substr(1, text.size() - 2);
    const auto colon = text.find(':');
    return colon != std::string_view::npos && colon != 0 && colon + 1 != text.size() && to_lower(text[0]) >= 'a' &&
           to_lower(text[0]) <= 'z' &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
}

// Where a comment that begins at the front ends; 0 when it does not.
std::size_t end_of_comment(std::string_view text) noexcept {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '(')
            ++depth;
        else if (text[at] == ')' && --depth == 0)
            return at + 1;
    }
    return 0;
}

// RFC 2369 section 2: URIs with commas between them, and comments, walked from the left.
class UriListWriter {
  public:
    UriListWriter(std::string_view name, std::string_view value) : folder_(name), rest_(value) {}

    Result<std::string> write() {
        for (rest_ = trim(rest_); !rest_.empty(); rest_ = trim(rest_))
            PH_TRY(rest_.starts_with('(') ? take_comment() : rest_.starts_with(',') ? take_comma() : take_uri());
        if (want_uri_)
            return bad_value(piece_, "has no URI behind it: write <https://...>, <mailto:...>");
        put_piece();
        return folder_.body();
    }

  private:
    Status take_uri() {
        const auto uri = rest_.substr(0, std::min(rest_.find('>'), rest_.size() - 1) + 1);
        if (!want_uri_)
            return bad_value(uri, "needs a comma before it");
        if (!is_uri(uri))
            return bad_value(uri, "is no URI as this field has them: write <https://...>, ASCII without spaces");
        put_piece();
        piece_ = uri;
        want_uri_ = false;
        rest_.remove_prefix(uri.size());
        return {};
    }

    Status take_comma() {
        if (want_uri_)
            return bad_value(rest_, "has a comma with no URI before it");
        piece_ += ',';
        want_uri_ = true;
        rest_.remove_prefix(1);
        return {};
    }

    Status take_comment() {
        auto comment = rest_.substr(0, end_of_comment(rest_));
        if (comment.empty() || !is_ascii(comment))
            return bad_value(rest_, "is no comment in ASCII with ')' at its end");
        rest_.remove_prefix(comment.size());
        for (const auto word : split(comment, ' ')) {
            if (word.empty())
                continue;
            put_piece();
            piece_ = word;
        }
        return {};
    }

    void put_piece() {
        if (!piece_.empty())
            folder_.add(piece_);
    }

    mail::FieldFolder folder_;
    std::string_view rest_;
    std::string piece_; // taken last: a comma may come behind it
    bool want_uri_ = true;
};

} // namespace

Result<std::string> write_uris(std::string_view name, std::string_view value) {
    return UriListWriter(name, value).write();
}

// RFC 2369 section 3.4: "NO", maybe with a comment, where the list takes no posts.
Result<std::string> write_list_post(std::string_view name, std::string_view value) {
    const auto comment = trim(value.substr(std::min<std::size_t>(2, value.size())));
    const bool is_no = istarts_with(value, "NO") && end_of_comment(comment) == comment.size();
    return is_no ? write_tokens(name, value) : write_uris(name, value);
}

} // namespace posthaste::mime
