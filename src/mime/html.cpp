// SPDX-License-Identifier: MIT
#include "html_tokens.hpp"
#include "text_input.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mime/html.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

Result<std::string> read_limited(ByteSource& source) {
    BlockReader reader(source);
    std::string html;
    for (;;) {
        PH_ASSIGN(const auto piece, reader.next());
        if (piece.empty())
            return html;
        if (html.size() + piece.size() > max_html_bytes)
            return fail(
                ErrorKind::data,
                fmt::format("the HTML holds more than {} octets (32 MiB), which is too much for a message text; "
                            "attach it as a file",
                            max_html_bytes));
        html.append(piece);
    }
}

// "text/html; charset=koi8-r"
std::string charset_of_type(std::string_view type) {
    constexpr std::string_view name = "charset=";
    const auto lowered = lower(type);
    const auto at = lowered.find(name);
    if (at == std::string::npos)
        return {};
    const auto value = trim(type.substr(at + name.size()));
    return std::string(value.substr(0, value.find_first_of("; \t\"'")));
}

std::string charset_of_meta(std::string_view html) {
    HtmlTokenizer tokens(html.substr(0, BlockReader::block_bytes)); // it stands near the beginning
    for (auto token = tokens.next(); token.kind != HtmlTokenKind::end; token = tokens.next()) {
        if (token.kind != HtmlTokenKind::start_tag || token.name != "meta")
            continue;
        if (const auto charset = html_attribute(token, "charset"))
            return std::string(trim(*charset));
        const auto about = html_attribute(token, "http-equiv");
        if (about && iequals(trim(*about), "content-type"))
            return charset_of_type(html_attribute(token, "content").value_or(""));
    }
    return {};
}

// What <meta> may name: character sets in which "<meta" itself is ASCII. By the Encoding standard those who say
// ISO-8859-1 or US-ASCII mean windows-1252.
std::string trusted_charset(std::string_view named) {
    constexpr auto latin = std::to_array<std::string_view>({"iso-8859-1", "latin1", "us-ascii", "ascii"});
    constexpr auto prefixes = std::to_array<std::string_view>(
        {"iso-8859-", "windows-", "cp125", "koi8-", "shift_jis", "euc-", "gb", "big5", "iso-2022-jp", "macintosh"});
    if (std::ranges::any_of(latin, [&](auto name) { return iequals(named, name); }))
        return "windows-1252";
    return std::ranges::any_of(prefixes, [&](auto prefix) { return istarts_with(named, prefix); }) ? std::string(named)
                                                                                                   : "";
}

Result<std::optional<std::string>> decode(std::string_view html, const std::string& charset) {
    PH_ASSIGN(auto decoder, TextDecoder::open(charset));
    std::string out;
    const bool valid = decoder.feed(html, out) && decoder.finish(out);
    return valid ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

Result<std::string> read_html(ByteSource& source, const TextOptions& options) {
    PH_ASSIGN(auto html, read_limited(source));
    const auto charset = charset_of_input(html, options.charset);
    PH_ASSIGN(auto decoded, decode(std::string_view(html).substr(charset.mark_bytes), charset.name));
    if (decoded)
        return *std::move(decoded);
    if (options.charset || charset.mark_bytes != 0)
        return html;
    const auto named = trusted_charset(charset_of_meta(html));
    if (named.empty())
        return html;
    auto by_meta = decode(html, named); // one that is not known here is no error: nobody asked for it
    if (!by_meta)
        return html;
    return std::move(*by_meta).value_or(html);
}

} // namespace posthaste::mime
