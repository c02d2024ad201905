// SPDX-License-Identifier: MIT
#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace posthaste {

namespace {
// A descriptor we were started with may be non-blocking, by the will of another process that shares it.
void wait_for(int fd, short events) {
    pollfd entry{fd, events, 0};
    (void)::poll(&entry, 1, -1); // whatever comes of it, the call that is tried again tells
}

template <typename Call> ssize_t retried(int fd, short events, Call call) {
    for (;;) {
        const ssize_t count = call();
        if (count >= 0 || (errno != EINTR && errno != EAGAIN))
            return count;
        if (errno == EAGAIN)
            wait_for(fd, events);
    }
}
} // namespace

Result<std::size_t> read_some(int fd, std::span<char> buffer) {
    const ssize_t count = retried(fd, POLLIN, [&] { return ::read(fd, buffer.data(), buffer.size()); });
    if (count < 0)
        return fail_errno(ErrorKind::io, "cannot read", errno);
    return static_cast<std::size_t>(count);
}

Status write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = retried(fd, POLLOUT, [&] { return ::write(fd, bytes.data(), bytes.size()); });
        if (count < 0)
            return fail_errno(ErrorKind::io, "cannot write", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<std::size_t> pread_some(int fd, std::span<char> buffer, std::uint64_t offset) {
    const ssize_t count =
        retried(fd, POLLIN, [&] { return ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset)); });
    if (count < 0)
        return fail_errno(ErrorKind::io, "cannot read", errno);
    return static_cast<std::size_t>(count);
}

Result<std::string> read_file(const std::string& path, std::size_t limit_bytes) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file.valid())
        return fail_errno(ErrorKind::io, fmt::format("cannot open {}", path), errno);
    std::string text;
    std::array<char, 16384> buffer;
    for (;;) {
        auto count = read_some(file.get(), buffer);
        if (!count)
            return with_context(path, std::move(count).error());
        if (*count == 0)
            return text;
        if (text.size() + *count > limit_bytes)
            return fail(ErrorKind::io, fmt::format("{} is larger than {} bytes", path, limit_bytes));
        text.append(buffer.data(), *count);
    }
}

} // namespace posthaste
