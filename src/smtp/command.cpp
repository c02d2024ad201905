// SPDX-License-Identifier: MIT
#include "command.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

std::string with_parameters(std::string line, const std::vector<std::string>& parameters) {
    for (const auto& parameter : parameters)
        line.append(" ").append(parameter);
    return line;
}

bool can_be_sent(std::string_view text) noexcept {
    return text.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

} // namespace

Result<CommandLine> CommandLine::make(std::string_view text) {
    if (!can_be_sent(text))
        return fail(ErrorKind::data, fmt::format("the command \"{}\" would hold a line end or NUL", text));
    auto line = fmt::format("{}\r\n", text);
    return CommandLine(line, line);
}

Result<CommandLine> CommandLine::make_secret(std::string_view text, std::string_view shown) {
    if (!can_be_sent(text) || !can_be_sent(shown))
        return fail(ErrorKind::data, fmt::format("the command \"{}<hidden>\" would hold a line end or NUL", shown));
    return CommandLine(fmt::format("{}\r\n", text), fmt::format("{}<hidden>\r\n", shown),
                       text.size() - std::min(shown.size(), text.size()));
}

Result<CommandLine> ehlo_command(std::string_view client_name) {
    return CommandLine::make(fmt::format("EHLO {}", client_name));
}

Result<CommandLine> helo_command(std::string_view client_name) {
    return CommandLine::make(fmt::format("HELO {}", client_name));
}

Result<CommandLine> lhlo_command(std::string_view client_name) {
    return CommandLine::make(fmt::format("LHLO {}", client_name));
}

Result<CommandLine> mail_command(const mail::Address* sender, const std::vector<std::string>& parameters) {
    const auto path = sender != nullptr ? sender->text() : std::string();
    return CommandLine::make(with_parameters(fmt::format("MAIL FROM:<{}>", path), parameters));
}

Result<CommandLine> rcpt_command(const mail::Address& to, const std::vector<std::string>& parameters) {
    return CommandLine::make(with_parameters(fmt::format("RCPT TO:<{}>", to.text()), parameters));
}

Result<CommandLine> auth_command(std::string_view mechanism, std::string_view response) {
    if (response.empty())
        return CommandLine::make(fmt::format("AUTH {}", mechanism));
    return CommandLine::make_secret(fmt::format("AUTH {} {}", mechanism, response), fmt::format("AUTH {} ", mechanism));
}

} // namespace posthaste::smtp
