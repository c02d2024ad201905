// SPDX-License-Identifier: MIT
// The configurations of other mail senders as ours: msmtp, ssmtp, nullmailer, git send-email, mailx and mutt. Texts go
// in, values come out: no file is read here, nothing is run that they name, and nothing is
// written. What cannot be carried over is a remark with its place.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/secret.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct ImportedLine {
    std::string key, value; // the value as TOML writes it
};

struct ImportRemark {
    std::string at;      // "FILE:LINE"
    std::string account; // whose table it belongs into; empty: none's
    std::string text;
};

struct ImportedRoute {
    std::string from, account;
};

struct ImportedAccount {
    std::string name;
    std::vector<ImportedLine> lines; // each accepted by parse_config(); the password's only where it is none itself
    Secret password;                 // one that stood in the file; empty: none did
};

struct Imported {
    std::string default_account;     // may be empty
    std::vector<ImportedLine> top;   // keys of the document
    std::vector<ImportedLine> log;   // of [log]
    std::vector<ImportedLine> queue; // of [queue]
    std::vector<ImportedAccount> accounts;
    std::vector<ImportedRoute> routes; // in the order to look at them
    std::vector<ImportRemark> remarks;
};

// A text with the name that remarks call it.
struct ImportSource {
    std::string file;
    std::string_view text;
};

// msmtprc, by msmtp's own reading (src/conf.c of 1.8): defaults, accounts and what they inherit. eval is not run.
[[nodiscard]] Imported import_msmtp(const ImportSource& source);

// ssmtp.conf, with revaliases for the user who imports it.
[[nodiscard]] Imported import_ssmtp(const ImportSource& source, std::string_view revaliases, const std::string& login);

// The files of /etc/nullmailer; what is not there is empty.
struct NullmailerFiles {
    std::string directory; // for remarks
    std::string remotes, me, defaultdomain, adminaddr, allmailfrom, helohost;
};
[[nodiscard]] Imported import_nullmailer(const NullmailerFiles& files);

// What `git config --list -z` prints: sendemail.* and each sendemail.IDENTITY.*. A password that git asks a credential
// helper for becomes the command that asks it.
[[nodiscard]] Imported import_git(const ImportSource& source);

// muttrc: smtp_url and what belongs to it. Commands in backticks become password commands where they are the whole
// password; nothing is run.
[[nodiscard]] Imported import_mutt(const ImportSource& source);

// mailrc of s-nail and heirloom mailx: mta= or smtp=, and the same in each `account NAME { ... }`.
[[nodiscard]] Imported import_mailrc(const ImportSource& source);

// The tables [log], [queue], [account.NAME] and [[route]] as text, with the remarks about an account as comments in its
// table and the others in front. Passwords are not in it: whoever stores them adds the line that says where they are.
[[nodiscard]] std::string import_text(const Imported& imported, std::string_view from);

} // namespace posthaste::config
