// SPDX-License-Identifier: MIT
// Whom mail for the names of this machine goes to: files in the format of sendmail's and Postfix' aliases(5), read anew
// each time, as text. What is wrong in a file is told with its line and loses nothing else. Which addresses are names
// of this machine, the caller says. Nothing is sent or run here.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/address.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct Config;

enum class AliasKind : std::uint8_t {
    address, // of anybody, or another name
    command, // "|command": gets the message on its stdin
    file,    // "/file": an mbox
    include, // ":include:/file": more targets
    discard, // "/dev/null", ":blackhole:"
    refusal, // ":fail: why"
};

struct AliasTarget {
    AliasKind kind;
    std::string text; // without marks and quotes: a command, a path, a reason; an address as written
    std::optional<mail::Address> address; // of kind address
    bool plain = false;                   // "\name": this name itself, whatever the files say of it
    std::size_t line = 0;                 // in a list, from 1
};

struct AliasEntry {
    std::string name; // in lower case
    std::vector<AliasTarget> targets;
    std::string place;    // "FILE:LINE"
    bool trusted = false; // its file is root's, and nobody else can write it
};

struct AliasFile {
    std::string path;
    std::size_t size_bytes = 0;
    std::vector<AliasEntry> entries;
    std::vector<std::string> problems;                      // "FILE:LINE: what is wrong"
    std::map<std::string, std::vector<std::string>> faults; // those of them in the line of a name
    std::vector<std::string> doubles; // "FILE:LINE: ..." of names that stand twice: the first counts
};

// name: what problems call the text. A target that is none is a problem, and the line's others count.
[[nodiscard]] AliasFile parse_aliases(std::string_view text, const std::string& name);
// What ":include:" names: targets, one or several a line. Problems do not quote it: it may be told to people who may
// not read it.
struct AliasList {
    std::vector<AliasTarget> targets;
    std::vector<std::string> problems;
};
[[nodiscard]] AliasList parse_alias_list(std::string_view text, const std::string& name);

// A file of targets must be a regular file to which no link leads, and nobody but its owner may write it.
// ErrorKind::config with the path and what to do.
[[nodiscard]] Result<AliasList> read_alias_list(const std::string& path);

struct AliasPath {
    std::string path;
    bool named = false; // by the configuration: it should be there
    bool own = false;   // the user's: it never names commands
};
// nullopt: it is not there, and need not be. ErrorKind::config, with errno when the system said no, for one that is
// there and cannot be read, or that belongs neither to root nor to the caller, or that others may write. A stranger's
// in the place of the user's own has no entries and one problem. trusted_owner: whose files may name commands.
[[nodiscard]] Result<std::optional<AliasFile>> read_alias_file(const AliasPath& path, unsigned trusted_owner = 0);
// The configuration's, else /etc/aliases and the user's own file. Later ones win.
[[nodiscard]] std::vector<AliasPath> alias_paths(const Config& config, const std::string& home);

class AliasTable {
  public:
    // A file that cannot be used makes all names unknown of which no later one speaks.
    [[nodiscard]] static AliasTable load(const std::vector<AliasPath>& paths, unsigned trusted_owner = 0);
    void add(AliasFile file);

    [[nodiscard]] const AliasEntry* find(std::string_view name) const; // in any case
    [[nodiscard]] const std::map<std::string, AliasEntry>& entries() const noexcept { return entries_; }
    // What is wrong in the line of a name, in any case.
    [[nodiscard]] std::span<const std::string> faults_of(std::string_view name) const;
    // Why names that are not found may stand for somebody all the same: ErrorKind::config for a file that the
    // configuration names and that is not there, ErrorKind::timeout for one that may be mended any moment.
    [[nodiscard]] const std::optional<Error>& lost() const noexcept { return lost_; }

  private:
    void lose(Error error);

    std::map<std::string, AliasEntry> entries_;
    std::map<std::string, std::vector<std::string>> faults_;
    std::optional<Error> lost_;
};

// A name that was replaced, for people.
struct AliasStep {
    std::size_t depth; // 0: a recipient's own
    std::string name, place;
    std::vector<std::string> targets;
};

struct RefusedRecipient {
    mail::Address recipient; // as it was named
    Error error;
    bool by_will = false; // :fail: says so
    bool for_now = false; // whom it stands for is not known: nobody is among the recipients for it
};

// A command or a file, and the name that stands for it.
struct AliasCommand {
    std::string text; // as in an envelope: "|command", "/file"
    std::string alias;
};

struct Expansion {
    // In order, each once. A bare local part that begins with '|' or '/' is a command or a file of the alias files:
    // nothing else makes one.
    std::vector<mail::Address> recipients;
    std::vector<AliasCommand> commands;    // those among the recipients
    std::vector<RefusedRecipient> refused; // for whom not everything could be done that the files say
    std::vector<mail::Address> discarded;  // whose mail is for nobody, by the files' will
    std::vector<std::string> warnings;
    std::vector<AliasStep> steps;
};

struct ExpansionRules {
    std::function<bool(const mail::Address&)> is_here; // whose local part is a name of this machine
    bool commands = false;                             // whether commands and files count at all
};

// A name that stands for itself, alone or among others, is the name itself, as in sendmail. ErrorKind::refused for
// :fail:, loops and what has no end; ErrorKind::config for lists that cannot be read, and commands that do not count;
// the table's own error for names that are not known. Each list is read once.
[[nodiscard]] Expansion expand(const AliasTable& table, const std::vector<mail::Address>& recipients,
                               const ExpansionRules& rules);

// All that the files name in this way and may.
[[nodiscard]] std::vector<AliasCommand> commands_of(const AliasTable& table);

// Whether it is one of those that only the alias files may make: a command or a file.
[[nodiscard]] bool is_command_or_file(const mail::Address& address) noexcept;

} // namespace posthaste::config
