// SPDX-License-Identifier: MIT
#include "serve_socket.hpp"

#include <posthaste/base/text.hpp>

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr int waiting_callers = 128;

struct RawAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;

    [[nodiscard]] sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); } // NOLINT
    template <typename T> [[nodiscard]] T as() const noexcept {
        T address{};
        std::memcpy(&address, &storage, sizeof address);
        return address;
    }
};

std::optional<SocketAddress> as_unix(const RawAddress& raw) {
    const auto address = raw.as<sockaddr_un>();
    const std::string path(address.sun_path, ::strnlen(address.sun_path, sizeof address.sun_path)); // abstract: none
    return SocketAddress{true, true, "unix:" + path, path};
}

std::optional<SocketAddress> as_ipv4(const RawAddress& raw) {
    const auto address = raw.as<sockaddr_in>();
    const auto host = ntohl(address.sin_addr.s_addr);
    const auto text = fmt::format("{}.{}.{}.{}:{}", host >> 24U, (host >> 16U) & 255U, (host >> 8U) & 255U, host & 255U,
                                  ntohs(address.sin_port));
    return SocketAddress{false, host >> 24U == 127, text, {}};
}

std::optional<SocketAddress> as_ipv6(const RawAddress& raw) {
    const auto address = raw.as<sockaddr_in6>();
    char text[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&address.sin6_addr) && address.sin6_addr.s6_addr[12] == 127;
    return SocketAddress{false,
                         IN6_IS_ADDR_LOOPBACK(&address.sin6_addr) || mapped,
                         fmt::format("[{}]:{}", text, ntohs(address.sin6_port)),
                         {}};
}

std::optional<SocketAddress> describe(const RawAddress& raw) {
    switch (raw.storage.ss_family) {
    case AF_UNIX:
        return as_unix(raw);
    case AF_INET:
        return as_ipv4(raw);
    case AF_INET6:
        return as_ipv6(raw);
    default:
        return std::nullopt;
    }
}

std::unexpected<Error> cannot_listen(const std::string& where) {
    return fail_errno(ErrorKind::cannot_create, fmt::format("cannot listen at {}", where), errno);
}

Result<Fd> make_socket(int family, const std::string& where) {
    Fd socket{::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket.valid())
        return cannot_listen(where);
    return socket;
}

// A socket's file stays behind when its server is killed. One that answers is another's; a file that is none refuses,
// too.
bool is_abandoned(const std::string& path, RawAddress& address) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode))
        return false;
    const Fd probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    return probe.valid() && ::connect(probe.get(), address.get(), address.size) != 0 && errno == ECONNREFUSED;
}

std::uint64_t inode_of(const std::string& path) {
    struct stat info{};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

// Nobody may call before the mode is right: until then it is nobody's.
bool bind_private(int socket, RawAddress& address) {
    const auto before = ::umask(0777);
    const int bound = ::bind(socket, address.get(), address.size);
    const int why = errno;
    ::umask(before);
    errno = why;
    return bound == 0;
}

Result<Listener> listen_unix(const std::string& path, mode_t mode) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path || path.empty() || path.front() != '/')
        return fail(ErrorKind::usage, fmt::format("--listen unix:{}: must be an absolute path of at most {} octets",
                                                  path, sizeof address.sun_path - 1));
    path.copy(address.sun_path, path.size());
    RawAddress raw;
    std::memcpy(&raw.storage, &address, sizeof address);
    raw.size = sizeof address;
    PH_ASSIGN(Fd socket, make_socket(AF_UNIX, "unix:" + path));
    bool bound = bind_private(socket.get(), raw);
    const int why = errno;
    if (!bound && errno == EADDRINUSE && is_abandoned(path, raw) && ::unlink(path.c_str()) == 0)
        bound = bind_private(socket.get(), raw);
    else if (!bound)
        errno = why;
    if (!bound || ::listen(socket.get(), waiting_callers) != 0 || ::chmod(path.c_str(), mode) != 0)
        return cannot_listen("unix:" + path);
    return Listener{std::move(socket), {true, true, "unix:" + path, path}, true, inode_of(path)};
}

std::optional<RawAddress> parse_ip(std::string_view host, std::uint16_t port) {
    const std::string text(host == "localhost" ? "127.0.0.1" : host);
    RawAddress raw;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&raw.storage, &v4, sizeof v4);
        raw.size = sizeof v4;
        return raw;
    }
    if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) != 1)
        return std::nullopt;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&raw.storage, &v6, sizeof v6);
    raw.size = sizeof v6;
    return raw;
}

std::optional<RawAddress> parse_tcp(std::string_view where) {
    const auto colon = where.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto host = where.substr(0, colon);
    const auto digits = where.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (bracketed != (host.find(':') != std::string_view::npos))
        return std::nullopt;
    return parse_ip(host, port);
}

Result<Listener> listen_tcp(const std::string& where) {
    auto raw = parse_tcp(where);
    if (!raw)
        return fail(ErrorKind::usage,
                    fmt::format("--listen {}: must be unix:/PATH or ADDRESS:PORT, as 127.0.0.1:2525", where));
    PH_ASSIGN(Fd socket, make_socket(raw->storage.ss_family, where));
    const int on = 1;
    (void)::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (raw->storage.ss_family == AF_INET6)
        (void)::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(socket.get(), raw->get(), raw->size) != 0 || ::listen(socket.get(), waiting_callers) != 0)
        return cannot_listen(where);
    auto address = own_address(socket.get());
    if (!address)
        return cannot_listen(where);
    return Listener{std::move(socket), *std::move(address)};
}

int number_of(const char* variable) {
    const char* text = std::getenv(variable);
    int number = 0;
    if (text == nullptr || std::from_chars(text, text + std::strlen(text), number).ec != std::errc{})
        return 0;
    return number;
}

} // namespace

std::optional<SocketAddress> own_address(int socket) {
    RawAddress raw;
    return ::getsockname(socket, raw.get(), &raw.size) == 0 ? describe(raw) : std::nullopt;
}

std::optional<SocketAddress> peer_address(int socket) {
    RawAddress raw;
    return ::getpeername(socket, raw.get(), &raw.size) == 0 ? describe(raw) : std::nullopt;
}

Result<Listener> listen_at(const std::string& where, mode_t mode) {
    if (where.starts_with('/'))
        return listen_unix(where, mode);
    return where.starts_with("unix:") ? listen_unix(where.substr(5), mode) : listen_tcp(where);
}

void close_all(std::vector<Listener>& listeners) noexcept {
    for (auto& listener : listeners) {
        if (listener.ours && listener.address.is_unix && inode_of(listener.address.path) == listener.inode)
            (void)::unlink(listener.address.path.c_str());
        listener.socket.reset();
    }
}

Result<std::vector<Listener>> inherited_listeners() {
    constexpr int first = 3;     // SD_LISTEN_FDS_START
    constexpr int at_most = 256; // else the variable is not systemd's
    std::vector<Listener> listeners;
    const bool for_us = number_of("LISTEN_PID") == ::getpid();
    const int count = for_us ? std::min(number_of("LISTEN_FDS"), at_most) : 0;
    for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(variable);
    for (int fd = first; fd < first + count; ++fd) {
        int listens = 0;
        socklen_t size = sizeof listens;
        auto address = own_address(fd);
        if (!address || ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)
            return fail(ErrorKind::usage, fmt::format("descriptor {} from systemd is no socket that listens", fd));
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
        listeners.push_back({Fd{fd}, *std::move(address)});
    }
    return listeners;
}

} // namespace posthaste::app
