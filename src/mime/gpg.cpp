// SPDX-License-Identifier: MIT
#include "gpg.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace posthaste::mime {

namespace {

constexpr std::string_view status_mark = "[GNUPG:] ";
constexpr std::size_t lines_told = 3;

// What holds for every run, whatever gpg.conf says. Preferences, not --digest-algo: a P-384 key takes no SHA-256. The
// armour is 7-bit without comments, and status lines come between the messages, marked.
constexpr std::array<const char*, 15> options{"gpg",
                                              "--batch",
                                              "--no-tty",
                                              "--status-fd",
                                              "2",
                                              "--display-charset",
                                              "utf-8",
                                              "--utf8-strings",
                                              "--no-textmode",
                                              "--armor",
                                              "--no-comments",
                                              "--no-emit-version",
                                              "--no-auto-key-locate",
                                              "--personal-digest-preferences",
                                              "SHA256 SHA384 SHA512"};

// RFC 4880 section 9.4.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> digests{{{"2", "pgp-sha1"},
                                                                                {"3", "pgp-ripemd160"},
                                                                                {"8", "pgp-sha256"},
                                                                                {"9", "pgp-sha384"},
                                                                                {"10", "pgp-sha512"},
                                                                                {"11", "pgp-sha224"}}};

// The end of what gpg told people.
std::string words_of(std::string_view text) {
    constexpr std::string_view prefix = "gpg: ";
    std::vector<std::string_view> lines;
    for (auto line : split(text, '\n')) {
        line = trim(line);
        if (line.empty() || line.starts_with(status_mark))
            continue;
        if (line.starts_with(prefix))
            line.remove_prefix(prefix.size());
        if (!line.starts_with("WARNING"))
            lines.push_back(line);
    }
    if (lines.size() > lines_told)
        lines.erase(lines.begin(), lines.end() - lines_told);
    return fmt::format("{}", fmt::join(lines, "; "));
}

std::string complaint(const ChildProcess& process, const ChildEnd& end) {
    if (end.late)
        return fmt::format("did not end in {} seconds: does it wait for a pass phrase?", process.patience.count());
    if (end.too_much)
        return fmt::format("said more than {} KiB", process.kept_bytes / 1024);
    if (end.signal != 0)
        return fmt::format("was ended by signal {}", end.signal);
    const auto words = words_of(end.kept);
    return words.empty() ? fmt::format("failed with exit status {}", end.exit_status)
                         : fmt::format("refuses: {}", words);
}

} // namespace

Result<GpgResult> run_gpg(const std::vector<std::string>& what, int input) {
    GpgResult result;
    PH_ASSIGN(result.output, open_unnamed_file(temporary_directories()));
    if (::lseek(input, 0, SEEK_SET) < 0)
        return fail_errno(ErrorKind::io, "cannot read the content for gpg", errno);
    ChildProcess process;
    process.arguments.assign(options.begin(), options.end());
    process.arguments.insert(process.arguments.end(), what.begin(), what.end());
    process.input = input;
    process.output = result.output.get();
    auto end = run_child(process);
    if (!end && end.error().os_errno == ENOENT)
        return fail(ErrorKind::config, "gpg, which makes OpenPGP signatures and encrypts, is not installed: it comes "
                                       "with the package gnupg");
    if (!end)
        return std::unexpected(std::move(end).error());
    if (!end->succeeded())
        return fail(ErrorKind::config, fmt::format("gpg {}", complaint(process, *end)));
    if (::lseek(result.output.get(), 0, SEEK_SET) < 0)
        return fail_errno(ErrorKind::io, "cannot read what gpg wrote", errno);
    result.status = std::move(end->kept);
    return result;
}

Result<std::string> exact_key_name(const std::string& key) {
    if (trim(key).empty())
        return fail(ErrorKind::config, "the name of an OpenPGP key is empty");
    // gpg(1), "HOW TO SPECIFY A USER ID": without the brackets it is any user id that has these letters in it.
    const bool is_address =
        key.find('@') != std::string::npos && key.find_first_of("<>= \"*") == std::string::npos && key.front() != '@';
    return is_address ? fmt::format("<{}>", key) : key;
}

std::string micalg_of(std::string_view status) {
    for (const auto line : split(status, '\n')) {
        // doc/DETAILS of GnuPG: SIG_CREATED type public-key-algorithm digest-algorithm class time fingerprint.
        const auto words = split(line, ' ');
        if (words.size() < 5 || !line.starts_with(status_mark) || words[1] != "SIG_CREATED")
            continue;
        for (const auto& [number, name] : digests)
            if (words[4] == number)
                return std::string(name);
    }
    return {};
}

} // namespace posthaste::mime
