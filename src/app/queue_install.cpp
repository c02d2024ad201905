// SPDX-License-Identifier: MIT
#include "queue_install.hpp"

#include "queue_units.hpp"
#include "report.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/limits.h>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

using Command = std::vector<std::string>;

std::array<Command, 2> commands() {
    return {{{"systemctl", "--user", "daemon-reload"},
             {"systemctl", "--user", "enable", "--now", "posthaste-queue.timer"}}};
}

enum class Found : std::uint8_t {
    nothing,
    same,    // nothing is to be done
    older,   // written by us and not changed since: may be replaced
    foreign, // a person made or changed it
};

struct PlannedFile {
    std::string path, text;
    Found found;
};

bool is_regular(const struct stat& info) { return S_ISREG(info.st_mode); }

// A link is somebody's arrangement, and one to /dev/null is how systemd masks a unit: it may be right, but is not ours.
Found look_at(const std::string& path, const std::string& text, const std::string& bare_text) {
    constexpr std::size_t limit_bytes = 65536;
    struct stat entry{};
    if (::lstat(path.c_str(), &entry) != 0)
        return errno == ENOENT || errno == ENOTDIR ? Found::nothing : Found::foreign;
    struct stat target{};
    if (::stat(path.c_str(), &target) != 0 || !is_regular(target))
        return Found::foreign;
    const auto there = read_file(path, limit_bytes);
    if (!there)
        return Found::foreign;
    if (*there == text || *there == bare_text)
        return Found::same;
    return is_regular(entry) && has_whole_seal(*there) ? Found::older : Found::foreign;
}

Result<std::vector<PlannedFile>> plan_files(const InstallSite& site) {
    PH_ASSIGN(const auto units, queue_units(site.program));
    std::vector<PlannedFile> planned;
    for (const auto& unit : units) {
        auto path = fmt::format("{}/{}", site.unit_directory, unit.name);
        PH_ASSIGN(auto text, sealed(unit.text));
        const auto found = look_at(path, text, unit.text);
        planned.push_back({std::move(path), std::move(text), found});
    }
    return planned;
}

// The XDG base directory specification: what is missing is made for the user alone.
Status make_directories(FileOps& files, const std::string& path) {
    for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
        PH_TRY(files.make_directory(path.substr(0, end), 0700));
    return files.make_directory(path, 0700);
}

Status write_new(FileOps& files, const std::string& path, std::string_view text) {
    PH_ASSIGN(Fd file, files.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644));
    PH_TRY(files.write(file.get(), text));
    PH_TRY(files.sync(file.get()));
    return files.close(std::move(file));
}

// systemd reads no file whose name begins with a dot.
Status replace(FileOps& files, const std::string& directory, const PlannedFile& planned) {
    const auto draft = fmt::format("{}/.posthaste-{}", directory, SystemIdSource().unique_id());
    auto written = write_new(files, draft, planned.text);
    if (written)
        written = files.rename(draft, planned.path);
    if (!written) {
        (void)files.unlink(draft); // it may not be there
        return with_context(planned.path, std::move(written).error());
    }
    return files.sync_directory(directory);
}

// The socket of the user's own service manager. With that of another user (sudo -E), systemctl would act for them.
bool manager_runs(const InstallSite& site) {
    struct stat socket{};
    const auto path = site.runtime_directory + "/systemd/private";
    return site.runtime_directory.starts_with('/') && ::stat(path.c_str(), &socket) == 0 && S_ISSOCK(socket.st_mode) &&
           socket.st_uid == ::geteuid();
}

std::string_view describe(Found found) {
    switch (found) {
    case Found::nothing:
        return "to be written";
    case Found::same:
        return "there already";
    case Found::older:
        return "to be replaced: an earlier one of ours is there";
    case Found::foreign:
        break;
    }
    return "not to be written: one that was changed or made by somebody else is there";
}

class QueueInstall {
  public:
    QueueInstall(const QueueInstallOptions& options, const InstallSite& site, const InstallTools& tools)
        : options_(options), site_(site), tools_(tools) {}

    ExitStatus run() {
        const auto planned = plan_files(site_);
        if (!planned)
            return give_up(planned.error());
        if (options_.print)
            return print(*planned);
        if (refuse_foreign(*planned))
            return ExitStatus::cannot_create;
        if (const auto written = write(*planned); !written)
            return give_up(written.error());
        return manager_runs(site_) ? switch_on() : leave_to_user();
    }

  private:
    ExitStatus give_up(const Error& error) {
        say(tools_.errors, error.message);
        return exit_status_of(error.kind);
    }

    void note(std::string_view text) {
        if (!options_.quiet)
            say(tools_.errors, text);
    }

    ExitStatus show(const std::string& text) {
        const auto written = tools_.output.write(text);
        return written ? ExitStatus::ok : give_up(written.error());
    }

    ExitStatus print(const std::vector<PlannedFile>& planned) {
        std::string text;
        for (const auto& file : planned)
            text += fmt::format("# {}, {}:\n{}\n", printable(file.path), describe(file.found), file.text);
        text += "# then:\n";
        for (const auto& command : commands())
            text += fmt::format("{}\n", fmt::join(command, " "));
        return show(text + "\n# or in place of all that:\n" + queue_crontab(site_.program));
    }

    // All are looked at before any is written: half of a pair would be neither theirs nor ours.
    bool refuse_foreign(const std::vector<PlannedFile>& planned) {
        bool any = false;
        for (const auto& file : planned) {
            if (file.found != Found::foreign)
                continue;
            any = true;
            say(tools_.errors,
                fmt::format("{} was changed or made by somebody else, and is left as it is: remove it, or "
                            "compare it with what --print shows",
                            file.path));
        }
        return any;
    }

    Status write(const std::vector<PlannedFile>& planned) {
        PH_TRY(make_directories(tools_.files, site_.unit_directory));
        for (const auto& file : planned) {
            if (file.found == Found::same)
                continue;
            PH_TRY(replace(tools_.files, site_.unit_directory, file));
            note(fmt::format("wrote {}", file.path));
        }
        return {};
    }

    ExitStatus switch_on() {
        for (const auto& command : commands()) {
            const auto end = run_child({.arguments = command, .patience = std::chrono::seconds{60}});
            if (!end && end.error().os_errno == ENOENT)
                return leave_to_user();
            if (end && end->succeeded())
                continue;
            say(tools_.errors,
                fmt::format("\"{}\" failed{}; mail that waits is not sent by itself until it has succeeded",
                            fmt::join(command, " "), end ? "" : fmt::format(": {}", end.error().message)));
            return ExitStatus::unavailable;
        }
        note("posthaste-queue.timer is on: what waits is tried every five minutes while you are logged in "
             "(\"loginctl enable-linger\": always)");
        return ExitStatus::ok;
    }

    // What is left is said even when quiet: without it, nothing runs.
    ExitStatus leave_to_user() {
        note("systemd does not run for you here: run these commands when it does, or see --print for cron");
        std::string text;
        for (const auto& command : commands())
            text += fmt::format("{}\n", fmt::join(command, " "));
        return show(text);
    }

    const QueueInstallOptions& options_;
    const InstallSite& site_;
    InstallTools tools_;
};

Result<std::string> own_path() {
    std::array<char, PATH_MAX> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    if (size <= 0 || static_cast<std::size_t>(size) == path.size())
        return fail_errno(ErrorKind::io, "cannot tell where this program is: /proc/self/exe",
                          size < 0 ? errno : ENAMETOOLONG);
    std::string program(path.data(), static_cast<std::size_t>(size));
    if (::access(program.c_str(), X_OK) != 0) // "... (deleted)" after an upgrade
        return fail_errno(ErrorKind::io, fmt::format("cannot tell where this program is: {}", program), errno);
    return program;
}

} // namespace

Result<InstallSite> find_install_site(const Caller& caller) {
    PH_ASSIGN(auto program, own_path());
    const char* configured = std::getenv("XDG_CONFIG_HOME");
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    // The XDG base directory specification: a path that is not absolute is to be ignored.
    const bool given = configured != nullptr && *configured == '/';
    if (!given && !caller.home.starts_with('/'))
        return fail(ErrorKind::cannot_create, "no home directory is known to put units into: set XDG_CONFIG_HOME");
    return InstallSite{std::move(program), (given ? configured : caller.home + "/.config") + "/systemd/user",
                       runtime != nullptr ? runtime : ""};
}

ExitStatus install_queue_timer(const QueueInstallOptions& options, const InstallSite& site, const InstallTools& tools) {
    return QueueInstall(options, site, tools).run();
}

ExitStatus install_queue_timer(const QueueInstallOptions& options) {
    SystemFileOps files;
    FdSink output(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    const auto site = find_install_site(identify_caller());
    if (!site) {
        say(errors, site.error().message);
        return exit_status_of(site.error().kind);
    }
    return install_queue_timer(options, *site, {files, output, errors});
}

} // namespace posthaste::app
