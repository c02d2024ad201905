// SPDX-License-Identifier: MIT
#include "account_import.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

using config::Imported;

constexpr std::size_t limit_bytes = 1024UZ * 1024;

Result<std::string> read_source(const std::string& path) {
    auto text = read_file(path, limit_bytes);
    if (text)
        return text;
    if (text.error().os_errno == 0)
        return fail(ErrorKind::no_input, text.error().message);
    return fail_errno(ErrorKind::no_input, fmt::format("cannot read {}", path), text.error().os_errno);
}

template <Imported (*import)(const config::ImportSource&)>
Result<Imported> from_text(const AccountDesk& /*desk*/, const std::string& path) {
    PH_ASSIGN(const auto text, read_source(path));
    return import({path, text});
}

constexpr const char* default_remark =
    "default: is a name as any other here: mail to a name without an alias does not go there";

// msmtp sends what has no alias to that of "default"; here it is a name as any other.
void remark_on_default_alias(Imported& imported, const std::string& home) {
    const auto line = std::ranges::find(imported.top, "aliases", &config::ImportedLine::key);
    if (line == imported.top.end())
        return;
    const auto config = config::parse_config(fmt::format("aliases = {}\n", line->value), "");
    if (!config)
        return;
    for (const auto& path : config::alias_paths(*config, home)) {
        const auto file = config::read_alias_file(path);
        if (!file || !*file)
            continue;
        for (const auto& entry : (*file)->entries) {
            if (entry.name == "default")
                imported.remarks.push_back({entry.place, {}, default_remark});
        }
    }
}

Result<Imported> from_msmtp(const AccountDesk& desk, const std::string& path) {
    PH_ASSIGN(auto imported, from_text<config::import_msmtp>(desk, path));
    remark_on_default_alias(imported, desk.caller.home);
    return imported;
}

Result<Imported> from_ssmtp(const AccountDesk& desk, const std::string& path) {
    PH_ASSIGN(const auto text, read_source(path));
    const auto beside = path.substr(0, path.rfind('/') + 1) + "revaliases"; // npos + 1 is 0
    return config::import_ssmtp({path, text}, read_source(beside).value_or(""), desk.caller.name);
}

// Its directory, or the file of it that names the servers.
Result<Imported> from_nullmailer(const AccountDesk& /*desk*/, const std::string& path) {
    constexpr std::string_view end = "/remotes";
    const auto directory = path.ends_with(end) ? path.substr(0, path.size() - end.size()) : path;
    config::NullmailerFiles files;
    files.directory = directory;
    PH_ASSIGN(files.remotes, read_source(directory + "/remotes"));
    const auto text_of = [&](const char* name) { return read_source(directory + "/" + name).value_or(""); };
    files.me = text_of("me");
    files.defaultdomain = text_of("defaultdomain");
    files.adminaddr = text_of("adminaddr");
    files.allmailfrom = text_of("allmailfrom");
    files.helohost = text_of("helohost");
    return config::import_nullmailer(files);
}

// git knows its own format best, with includes, escapes and what it does to the case of keys.
Result<Imported> from_git(const AccountDesk& /*desk*/, const std::string& path) {
    ChildProcess git;
    git.arguments = {"git", "config", "--file", path, "--includes", "--list", "-z"};
    git.kept_bytes = limit_bytes;
    PH_TRY(read_source(path)); // for the error
    auto end = run_child(git);
    if (!end || !end->succeeded())
        return fail(ErrorKind::no_input,
                    fmt::format("{} cannot be read: {}", path, end ? "git config failed" : end.error().message));
    auto imported = config::import_git({path, end->kept});
    wipe(end->kept);
    return imported;
}

struct Format {
    std::string_view name;
    std::array<std::string_view, 2> in_paths; // what its files are called
    std::array<std::string_view, 3> in_texts; // how a line begins that only it has
    std::array<std::string_view, 4> places;   // ~ is the home, ^ is $XDG_CONFIG_HOME
    Result<Imported> (*read)(const AccountDesk& desk, const std::string& path);
};

constexpr std::array formats{
    Format{"msmtp",
           {"msmtp", "msmtp"},
           {"defaults", "account ", "passwordeval "},
           {"~/.msmtprc", "^/msmtp/config", "/etc/msmtprc", ""},
           from_msmtp},
    Format{"git",
           {"gitconfig", "/git/config"},
           {"[sendemail", "", ""},
           {"~/.gitconfig", "^/git/config", "", ""},
           from_git},
    Format{"mutt",
           {"mutt", "mutt"},
           {"set smtp_url", "", ""},
           {"~/.muttrc", "~/.mutt/muttrc", "^/mutt/muttrc", "^/neomutt/neomuttrc"},
           from_text<config::import_mutt>},
    Format{"mailrc",
           {"mailrc", "mail.rc"},
           {"set mta=", "set smtp=", ""},
           {"~/.mailrc", "", "", ""},
           from_text<config::import_mailrc>},
    Format{"nullmailer", {"nullmailer", "/remotes"}, {"", "", ""}, {"/etc/nullmailer", "", "", ""}, from_nullmailer},
    Format{
        "ssmtp", {"ssmtp", "ssmtp"}, {"mailhub=", "AuthUser=", ""}, {"/etc/ssmtp/ssmtp.conf", "", "", ""}, from_ssmtp},
};

std::string format_names() {
    std::string names;
    for (const auto& each : formats)
        names.append(names.empty() ? "" : ", ").append(each.name);
    return names;
}

std::string place_of(const AccountDesk& desk, std::string_view place) {
    if (place.starts_with('~'))
        return desk.caller.home.empty() ? std::string{} : desk.caller.home + std::string(place.substr(1));
    if (!place.starts_with('^'))
        return desk.root + std::string(place);
    const char* configured = std::getenv("XDG_CONFIG_HOME");
    const bool given = configured != nullptr && *configured == '/'; // the XDG base directory specification
    if (!given && desk.caller.home.empty())
        return {};
    return (given ? std::string(configured) : desk.caller.home + "/.config") + std::string(place.substr(1));
}

const Format* format_named(std::string_view name) {
    const auto* found = std::ranges::find(formats, name, &Format::name);
    return found == formats.end() ? nullptr : found;
}

bool has_line_of(const Format& format, std::string_view text) {
    for (const auto line : split(text, '\n')) {
        const auto begins = [line](std::string_view start) {
            return !start.empty() && trim(line).starts_with(trim(start)) && trim(line).size() >= trim(start).size();
        };
        if (std::ranges::any_of(format.in_texts, begins))
            return true;
    }
    return false;
}

Result<const Format*> format_of(const std::string& path) {
    for (const auto& format : formats) {
        const auto is_in = [&](std::string_view word) { return path.find(word) != std::string::npos; };
        if (std::ranges::any_of(format.in_paths, is_in))
            return &format;
    }
    const auto text = read_source(path);
    for (const auto& format : formats) {
        if (text && has_line_of(format, *text))
            return &format;
    }
    if (!text && text.error().os_errno != EISDIR)
        return std::unexpected(text.error());
    return fail(ErrorKind::usage, fmt::format("cannot tell what {} is: say --from {}", path,
                                              fmt::format("with one of {}", format_names())));
}

Result<FoundImport> read_one(const AccountDesk& desk, const Format& format, const std::string& path) {
    PH_ASSIGN(auto imported, format.read(desk, path));
    if (imported.accounts.empty())
        return fail(ErrorKind::no_input, fmt::format("{} names no server to send by", path));
    return FoundImport{path, std::move(imported)};
}

std::vector<std::string> places_of(const AccountDesk& desk, const Format& format) {
    std::vector<std::string> paths;
    for (const auto place : format.places) {
        auto path = place.empty() ? std::string{} : place_of(desk, place);
        if (!path.empty())
            paths.push_back(std::move(path));
    }
    return paths;
}

// The first that has an account: a file without one is of no use here.
Result<FoundImport> search(const AccountDesk& desk, const Format* only) {
    std::vector<std::string> looked;
    for (const auto& format : formats) {
        if (only != nullptr && only != &format)
            continue;
        for (const auto& path : places_of(desk, format)) {
            looked.push_back(path);
            if (::access(path.c_str(), F_OK) != 0)
                continue;
            if (auto found = read_one(desk, format, path); found || found.error().os_errno != 0)
                return found;
        }
    }
    return fail(ErrorKind::no_input, fmt::format("there is nothing to import: looked at {}", fmt::join(looked, ", ")));
}

} // namespace

Result<FoundImport> find_import(const AccountDesk& desk, const AccountOptions& options) {
    const Format* format = nullptr;
    if (options.format) {
        format = format_named(*options.format);
        if (format == nullptr)
            return fail(ErrorKind::usage,
                        fmt::format("--from \"{}\": must be one of {}", *options.format, format_names()));
    }
    if (options.words.empty())
        return search(desk, format);
    const auto& path = options.words.front();
    if (format == nullptr) {
        PH_ASSIGN(format, format_of(path));
    }
    return read_one(desk, *format, path);
}

} // namespace posthaste::app
