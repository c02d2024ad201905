// SPDX-License-Identifier: MIT
#include "import_builder.hpp"

#include "config_keys.hpp"
#include "toml_value.hpp"
#include "url_parts.hpp"

#include <posthaste/config/toml_text.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace posthaste::config {

namespace {

KeyStatus judge(const std::string& document) {
    const auto parsed = parse_toml(document);
    if (!parsed)
        return std::unexpected(parsed.error());
    Config config;
    return apply_document(config, *parsed);
}

bool has_key(const std::vector<ImportedLine>& lines, std::string_view key) {
    return std::ranges::find(lines, key, &ImportedLine::key) != lines.end();
}

std::string in_brackets(const std::string& host) {
    return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

} // namespace

bool is_accepted(const std::string& document) { return judge(document).has_value(); }

std::string ImportedServer::url() const {
    if (!unix_path.empty())
        return (lmtp ? "lmtp:unix:" : "unix:") + unix_path;
    const bool implicit = tls == TlsMode::implicit && !lmtp;
    const auto* scheme = lmtp ? "lmtp" : implicit ? "smtps" : "smtp";
    constexpr std::uint16_t submission = 587, submissions = 465, lmtp_port = 24;
    const auto usual = lmtp ? lmtp_port : implicit ? submissions : submission;
    const auto number = port == 0 || port == usual ? std::string{} : fmt::format(":{}", port);
    return fmt::format("{}://{}{}", scheme, in_brackets(host), number);
}

std::optional<ImportedUrl> parse_imported_url(std::string_view text) {
    ImportedUrl url;
    std::string_view rest;
    url.scheme = take_scheme(text, rest);
    rest = rest.substr(0, rest.find('/'));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto login = rest.substr(0, at);
        const auto colon = login.find(':');
        const auto user = percent_decoded(login.substr(0, colon));
        const auto password =
            percent_decoded(colon == std::string_view::npos ? std::string_view{} : login.substr(colon + 1));
        if (!user || !password)
            return std::nullopt;
        url.user = *user;
        url.password = *password;
        rest.remove_prefix(at + 1);
    }
    const auto bracket = rest.rfind(']');
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    url.host = rest.substr(0, colon);
    if (url.host.starts_with('[') && url.host.ends_with(']'))
        url.host = url.host.substr(1, url.host.size() - 2);
    const auto port = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (url.host.empty() || (!port.empty() && (error != std::errc{} || end != port.data() + port.size())))
        return std::nullopt;
    return url;
}

void ImportBuilder::begin_account(const std::string& given) {
    const auto wanted = is_accepted(fmt::format("[account.{}]\n", toml_key(given))) ? given : std::string{};
    const auto is_used = [&](const std::string& name) {
        return std::ranges::find(result.accounts, name, &ImportedAccount::name) != result.accounts.end();
    };
    auto name = wanted.empty() ? std::string("imported") : wanted;
    for (int number = 2; is_used(name); ++number)
        name = fmt::format("{}-{}", wanted.empty() ? "imported" : wanted, number);
    result.accounts.push_back({std::move(name), {}, {}});
    in_account_ = true;
}

void ImportBuilder::end_account() {
    remark_on_plain_login();
    in_account_ = false;
}

// RFC 4954 section 4: our client sends no password that can be read on the way.
void ImportBuilder::remark_on_plain_login() {
    const auto& lines = account().lines;
    const auto auth = std::ranges::find(lines, "auth", &ImportedLine::key);
    const auto method = auth == lines.end() ? std::string_view{} : std::string_view(auth->value);
    const bool hides_it = method.starts_with("\"scram-") || method == "\"cram-md5\"" || method == "\"external\"";
    if (plain_host_.empty() || hides_it || !has("user"))
        return;
    remark(server_line_, fmt::format("the password would go to {} without TLS, which is not done here: say tls = "
                                     "\"starttls\", if the server has it",
                                     plain_host_));
}

void ImportBuilder::drop_account(int line, std::string text) {
    result.accounts.pop_back();
    in_account_ = false;
    remark(line, std::move(text));
}

void ImportBuilder::settle() {
    const auto& accounts = result.accounts;
    if (std::ranges::find(accounts, result.default_account, &ImportedAccount::name) == accounts.end())
        result.default_account.clear();
    if (accounts.size() < 2)
        result.routes.clear();
}

bool ImportBuilder::set(int line, const std::string& key, const std::string& value) {
    auto& lines = account().lines;
    auto document = fmt::format("[account.x]\n{} = {}\n", key, value);
    for (const auto& other : lines) { // there are keys that ask for others
        if (other.key != key)
            document += fmt::format("{} = {}\n", other.key, other.value);
    }
    if (const auto judged = judge(document); !judged) {
        remark(line, fmt::format("{} is left out: {}", key, judged.error().message));
        return false;
    }
    const auto there = std::ranges::find(lines, key, &ImportedLine::key);
    if (there != lines.end())
        there->value = value;
    else
        lines.push_back({key, value});
    return true;
}

bool ImportBuilder::set_text(int line, const std::string& key, std::string_view text) {
    return set(line, key, toml_string(text));
}

// The scheme says it for SMTP with TLS; everything else is said.
bool ImportBuilder::set_server(int line, const ImportedServer& server) {
    if (!set_text(line, "server", server.url())) {
        drop_account(line, fmt::format("account {} is left out: it has no server", account().name));
        return false;
    }
    server_line_ = line;
    const bool is_plain = server.unix_path.empty() && server.tls == TlsMode::none;
    plain_host_ = is_plain && !names_this_machine(server.host) ? server.host : std::string{};
    if (!server.unix_path.empty())
        return true;
    if (server.tls == TlsMode::none)
        set_text(line, "tls", "none");
    else if (server.lmtp)
        set_text(line, "tls", server.tls == TlsMode::implicit ? "implicit" : "starttls");
    return true;
}

void ImportBuilder::set_password_command(int line, std::string_view command) {
    set(line, "password", fmt::format("{{ command = {} }}", toml_string(command)));
}

bool ImportBuilder::has(std::string_view key) const { return has_key(result.accounts.back().lines, key); }

void ImportBuilder::add_route(const std::string& from) {
    const auto text = fmt::format("[account.x]\n[[route]]\nfrom = {}\naccount = \"x\"\n", toml_string(from));
    if (std::ranges::find(result.routes, from, &ImportedRoute::from) == result.routes.end() && is_accepted(text))
        result.routes.push_back({from, account().name});
}

void ImportBuilder::set_top(int line, const std::string& key, const std::string& value) {
    keep(line, {}, result.top, {key, value});
}

void ImportBuilder::set_log(int line, const std::string& key, const std::string& value) {
    keep(line, "[log]", result.log, {key, value});
}

void ImportBuilder::set_queue(int line, const std::string& key, const std::string& value) {
    keep(line, "[queue]", result.queue, {key, value});
}

// Whichever account says it, it is of all.
void ImportBuilder::keep(int line, std::string_view table, std::vector<ImportedLine>& lines, ImportedLine wanted) {
    if (has_key(lines, wanted.key))
        return;
    const auto text = fmt::format("{} = {}", wanted.key, wanted.value);
    const auto judged = judge(fmt::format("{}\n{}\n", table, text));
    if (judged) {
        lines.push_back(std::move(wanted));
        return;
    }
    const bool in_account = std::exchange(in_account_, false);
    remark(line, fmt::format("{}{}{} is left out: {}", table, table.empty() ? "" : " ", text, judged.error().message));
    in_account_ = in_account;
}

void ImportBuilder::remark(int line, std::string text) {
    ImportRemark remark{line > 0 ? fmt::format("{}:{}", file_, line) : file_,
                        in_account_ ? account().name : std::string{}, std::move(text)};
    const auto same = [&](const ImportRemark& each) {
        return each.at == remark.at && each.account == remark.account && each.text == remark.text;
    };
    if (std::ranges::none_of(result.remarks, same)) // what accounts share is read once for each
        result.remarks.push_back(std::move(remark));
}

} // namespace posthaste::config
