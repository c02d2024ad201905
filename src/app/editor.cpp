// SPDX-License-Identifier: MIT
#include "editor.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr std::size_t max_text_bytes = 64UZ << 20U;

// A file for an editor needs a name, and goes with this.
class NamedFile {
  public:
    static Result<NamedFile> make(std::string_view text) {
        NamedFile file;
        file.path_ = temporary_directories().front() + "/posthaste-XXXXXX.txt";
        constexpr int suffix_bytes = 4;
        const Fd fd{::mkostemps(file.path_.data(), suffix_bytes, O_CLOEXEC)};
        if (!fd.valid())
            return fail_errno(ErrorKind::cannot_create, fmt::format("cannot create {}", file.path_), errno);
        PH_TRY(write_all(fd.get(), text));
        return file;
    }
    NamedFile(NamedFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    NamedFile(const NamedFile&) = delete;
    NamedFile& operator=(const NamedFile&) = delete;
    NamedFile& operator=(NamedFile&&) = delete;
    ~NamedFile() {
        if (!path_.empty())
            ::unlink(path_.c_str());
    }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    NamedFile() = default;
    std::string path_;
};

std::string editor() {
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
            return value;
    return "vi";
}

// By the shell, as editors are named with options; the file is no part of the command.
Status run(const std::string& command, const std::string& path) {
    const std::string script = command + " \"$1\" </dev/tty >/dev/tty"; // stdin may be the text, stdout the message
    const std::array<const char*, 6> words{"sh", "-c", script.c_str(), "sh", path.c_str(), nullptr};
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, "/bin/sh", nullptr, nullptr, const_cast<char* const*>(words.data()), environ);
    if (failed != 0)
        return fail_errno(ErrorKind::internal, "cannot run /bin/sh", failed);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(ErrorKind::data, fmt::format("the editor ({}) failed: nothing was sent", command));
    return {};
}

} // namespace

Result<std::string> edited(std::string_view text) {
    if (const Fd terminal{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)}; !terminal.valid())
        return fail(ErrorKind::usage, "--edit needs a terminal");
    PH_ASSIGN(const auto file, NamedFile::make(text));
    PH_TRY(run(editor(), file.path()));
    PH_ASSIGN(auto result, read_file(file.path(), max_text_bytes));
    if (trim(result).empty())
        return fail(ErrorKind::data, "the text is empty: nothing was sent");
    return result;
}

} // namespace posthaste::app
