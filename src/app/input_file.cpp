// SPDX-License-Identifier: MIT
#include "input_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::app {

Result<InputFile> open_input(const std::string& path) {
    const bool is_stdin = path == "-";
    InputFile input{Fd(is_stdin ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)),
                    is_stdin ? "stdin" : path, std::nullopt};
    if (!input.file.valid())
        return fail_errno(ErrorKind::no_input, fmt::format("cannot read {}", input.name), errno);
    struct stat status{};
    if (::fstat(input.file.get(), &status) != 0)
        return fail_errno(ErrorKind::no_input, fmt::format("cannot read {}", input.name), errno);
    if (S_ISDIR(status.st_mode))
        return fail(ErrorKind::no_input, fmt::format("{} is a directory: pack it into an archive first", input.name));
    // What is read by position begins at the beginning; a shell may have read from stdin before us.
    if (S_ISREG(status.st_mode) && ::lseek(input.file.get(), 0, SEEK_CUR) == 0)
        input.size_bytes = static_cast<std::uint64_t>(status.st_size);
    return input;
}

Result<std::size_t> LimitedSource::read(std::span<char> buffer) {
    PH_ASSIGN(const auto count, file_.read(buffer));
    taken_ += count;
    if (taken_ > limit_bytes_)
        return fail(ErrorKind::no_input,
                    fmt::format("{}: holds more than {} octets (--max-attachment)", name_, limit_bytes_));
    return count;
}

} // namespace posthaste::app
