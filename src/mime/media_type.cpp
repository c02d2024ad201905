// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/mime/parameters.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

// token of RFC 2045 section 5.1.
bool is_token_char(char c) noexcept {
    constexpr std::string_view tspecials = "()<>@,;:\\\"/[]?=";
    return c > ' ' && c <= '~' && !tspecials.contains(c);
}

// RFC 2045 section 5.1 over a text that stays where it is.
class MediaTypeParser {
  public:
    explicit MediaTypeParser(std::string_view given) : given_(given), rest_(trim(given)) {}

    Result<std::string> parse() {
        if (has_control(given_))
            return refused("holds a control character");
        constexpr std::size_t max_bytes = 127; // RFC 6838 section 4.2
        const auto type = take_token();
        const bool slash = take('/');
        const auto subtype = take_token();
        if (type.empty() || !slash || subtype.empty() || type.size() > max_bytes || subtype.size() > max_bytes)
            return refused("is no media type: write type/subtype");
        if (iequals(type, "multipart"))
            return refused("is for parts that hold others, not for a file");
        while (!rest_.empty())
            PH_TRY(take_parameter());
        std::vector<Parameter> parameters;
        for (const auto& [name, value] : parameters_)
            parameters.push_back({name, value});
        return parameter_field("Content-Type", fmt::format("{}/{}", type, subtype), parameters).body;
    }

  private:
    struct Owned {
        std::string name, value;
    };

    [[nodiscard]] std::unexpected<Error> refused(std::string_view why) const {
        return fail(ErrorKind::usage, fmt::format("the type \"{}\" {}", given_.substr(0, 100), why));
    }

    Status take_parameter() {
        constexpr std::size_t max_name_bytes = 30;
        if (!take(';'))
            return refused("has something else than ';' and a parameter behind it");
        const auto name = take_token();
        const bool known = std::ranges::any_of(parameters_, [name](const auto& p) { return iequals(p.name, name); });
        if (name.empty() || name.size() > max_name_bytes || name.contains('*') || known || !take('='))
            return refused("has a parameter that is not of the form name=value, or is there twice");
        if (iequals(name, "name"))
            return refused("has a name in it: use --attach-name");
        if (rest_.starts_with('"'))
            return take_quoted(name);
        const auto value = take_token();
        if (value.empty())
            return refused("has a parameter without a value");
        parameters_.push_back({std::string(name), std::string(value)});
        return {};
    }

    Status take_quoted(std::string_view name) {
        std::string value;
        std::size_t at = 1;
        for (; at < rest_.size() && rest_[at] != '"'; ++at) {
            if (rest_[at] == '\\' && at + 1 < rest_.size())
                ++at;
            value += rest_[at];
        }
        if (at >= rest_.size())
            return refused("has quotes that are not closed");
        rest_ = trim(rest_.substr(at + 1));
        parameters_.push_back({std::string(name), std::move(value)});
        return {};
    }

    std::string_view take_token() {
        const auto token =
            rest_.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_token_char) - rest_.begin()));
        rest_ = trim(rest_.substr(token.size()));
        return token;
    }

    bool take(char c) {
        if (!rest_.starts_with(c))
            return false;
        rest_ = trim(rest_.substr(1));
        return true;
    }

    std::string_view given_, rest_;
    std::vector<Owned> parameters_;
};

} // namespace

Result<std::string> media_type(std::string_view given) { return MediaTypeParser(given).parse(); }

} // namespace posthaste::mime
