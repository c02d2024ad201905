// SPDX-License-Identifier: MIT
// What all importers do alike: a key is kept only if our own parser takes it, and what is left out is remarked on.
#pragma once

#include <posthaste/config/import.hpp>
#include <posthaste/config/server_url.hpp>
#include <posthaste/config/toml_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::config {

// Whether the parser of this version takes the document.
[[nodiscard]] bool is_accepted(const std::string& document);

struct ImportedServer {
    std::string host;
    std::uint16_t port = 0; // 0: the scheme's
    std::string unix_path;  // in place of host and port
    TlsMode tls = TlsMode::starttls;
    bool lmtp = false;

    [[nodiscard]] std::string url() const;
};

// smtp://user:password@host:port as mutt, mailx and others write it.
struct ImportedUrl {
    std::string scheme, user, password, host; // decoded; no brackets
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<ImportedUrl> parse_imported_url(std::string_view text);

class ImportBuilder {
  public:
    explicit ImportBuilder(std::string file) : file_(std::move(file)) {}

    // One whose name is empty, used or none that we take gets another. What follows is of this account.
    void begin_account(const std::string& given);
    void end_account();                            // a login that will not be made is remarked on
    void drop_account(int line, std::string text); // the one that was begun
    [[nodiscard]] ImportedAccount& account() { return result.accounts.back(); }

    // Of the account. value: as TOML writes it. False, and a remark, when the parser does not take it.
    bool set(int line, const std::string& key, const std::string& value);
    bool set_text(int line, const std::string& key, std::string_view text);
    // False: the account is dropped, since it cannot send.
    bool set_server(int line, const ImportedServer& server);
    void set_password_command(int line, std::string_view command);
    void set_password(std::string_view text) { account().password = Secret(std::string(text)); }
    [[nodiscard]] bool has(std::string_view key) const;

    // Mail of this sender goes by the account, unless an earlier route has it.
    void add_route(const std::string& from);

    // Of the document, and of [log]; the first that is given stays. Versions that do not know the key: a remark.
    void set_top(int line, const std::string& key, const std::string& value);
    void set_log(int line, const std::string& key, const std::string& value);
    void set_queue(int line, const std::string& key, const std::string& value);

    void remark(int line, std::string text); // 0: of the file as a whole
    void settle(); // when all is told: no default that is not there, and no routes where there is nothing to choose
    [[nodiscard]] Imported take() { return std::move(result); }

    Imported result;

  private:
    void keep(int line, std::string_view table, std::vector<ImportedLine>& lines, ImportedLine wanted);

    void remark_on_plain_login();

    std::string file_;
    bool in_account_ = false;
    int server_line_ = 0;
    std::string plain_host_; // another machine that is reached without TLS
};

} // namespace posthaste::config
