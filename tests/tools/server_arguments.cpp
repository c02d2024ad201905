// SPDX-License-Identifier: MIT
#include "server_arguments.hpp"

#include <tuple>
#include <utility>

namespace posthaste::test {

namespace {
using Pair = std::pair<std::string, std::string>;

bool split_at(std::string_view text, char separator, Pair& pair) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos)
        return false;
    pair = {std::string{text.substr(0, at)}, std::string{text.substr(at + 1)}};
    return true;
}

bool take_tls(ServerOptions& options, std::string_view value) {
    const std::map<std::string_view, ServerTls> modes{
        {"none", ServerTls::none}, {"starttls", ServerTls::starttls}, {"implicit", ServerTls::implicit}};
    const auto mode = modes.find(value);
    if (mode == modes.end())
        return false;
    options.tls = mode->second;
    return true;
}

bool take_protocol(ServerOptions& options, std::string_view value) {
    options.lmtp = value == "lmtp";
    return options.lmtp || value == "smtp";
}
} // namespace

bool take_server_argument(ServerOptions& options, std::string_view option, std::string_view value) {
    if (option == "--tls")
        return take_tls(options, value);
    if (option == "--protocol")
        return take_protocol(options, value);
    if (option == "--unix") {
        options.unix_path = value;
        return true;
    }
    if (option == "--without")
        return options.without.emplace(value).second;
    Pair pair;
    if (option == "--auth" && split_at(value, ':', pair)) {
        std::tie(options.user, options.password) = pair;
        return true;
    }
    if (option == "--reply" && split_at(value, '=', pair))
        return options.replies.insert(pair).second;
    if (option == "--refuse" && split_at(value, '=', pair))
        return options.refusals.insert(pair).second;
    if (option == "--end" && split_at(value, '=', pair))
        return options.ends.insert(pair).second;
    return false;
}

std::string text_of(const ReceivedMessage& message) {
    std::string text = "from " + message.sender + "\n";
    for (const std::string& recipient : message.recipients)
        text += "to " + recipient + "\n";
    text += "\n" + message.data;
    std::erase(text, '\r');
    return text;
}

} // namespace posthaste::test
