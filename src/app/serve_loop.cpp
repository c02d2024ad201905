// SPDX-License-Identifier: MIT
#include "serve_loop.hpp"

#include <posthaste/base/io.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr int pause_ms = 1000; // where a call cannot be taken now, for want of descriptors or processes

void say_busy(int socket) { (void)write_all(socket, "421 4.3.2 too many connections; try again later\r\n"); }

// glibc 2.36 declares pidfd_open(2) in a way that C++ cannot link.
Fd open_pidfd(pid_t child) { return Fd{static_cast<int>(::syscall(SYS_pidfd_open, child, 0U))}; }

// Who shares a limit: one user, all who call by TCP from here, one address elsewhere. Root has none.
std::string limit_of(const Client& client) {
    if (client.kind == ClientKind::user)
        return client.uid == 0 ? std::string{} : fmt::format("uid {}", client.uid);
    return client.kind == ClientKind::local ? "local" : client.text.substr(0, client.text.rfind(':'));
}

} // namespace

void ServeLoop::run() {
    while (wait())
        reap();
    end_all();
}

// False: it is to end. With as many calls as may be, others wait in the kernel's queue.
bool ServeLoop::wait() {
    std::vector<pollfd> waited{{interrupt_, POLLIN, 0}};
    const bool full = children_.size() >= most_;
    for (const auto& listener : listeners_)
        waited.push_back({full ? -1 : listener.socket.get(), POLLIN, 0});
    for (const auto& child : children_)
        waited.push_back({child.ended.get(), POLLIN, 0});
    const bool unwatched = std::ranges::any_of(children_, [](const auto& child) { return !child.ended.valid(); });
    if (::poll(waited.data(), waited.size(), unwatched ? pause_ms : -1) < 0)
        return errno == EINTR;
    if (waited.front().revents != 0)
        return false;
    for (std::size_t i = 0; i < listeners_.size(); ++i) {
        if (waited[i + 1].revents != 0)
            accept_from(listeners_[i]);
    }
    return true;
}

void ServeLoop::accept_from(const Listener& listener) {
    Fd socket{::accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (socket.valid())
        start(std::move(socket));
    else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
        (void)::poll(nullptr, 0, pause_ms);
}

void ServeLoop::start(Fd socket) {
    const auto client = identify_client(socket.get());
    if (has_too_many(client)) {
        say_busy(socket.get());
        return;
    }
    const pid_t child = ::fork();
    if (child < 0) {
        say_busy(socket.get());
        (void)::poll(nullptr, 0, pause_ms);
        return;
    }
    if (child == 0) {
        for (auto& listener : listeners_)
            listener.socket.reset();
        children_.clear();
        call_(std::move(socket), client);
        std::_Exit(EXIT_SUCCESS);
    }
    children_.push_back({child, open_pidfd(child), limit_of(client)});
}

std::size_t ServeLoop::share_of(const Client& client) const {
    const auto quarter = std::max<std::size_t>(most_ / 4, 1);
    if (client.kind != ClientKind::local)
        return quarter;
    const bool others = std::ranges::any_of(listeners_, [](const auto& each) { return each.address.is_unix; });
    return others ? std::max<std::size_t>(most_ - quarter, 1) : most_;
}

bool ServeLoop::has_too_many(const Client& client) const {
    const auto who = limit_of(client);
    return !who.empty() &&
           static_cast<std::size_t>(std::ranges::count(children_, who, &Child::who)) >= share_of(client);
}

// Also whoever was left to us: in a container we may be the first process.
void ServeLoop::reap() {
    for (;;) {
        const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
        if (ended <= 0)
            return;
        std::erase_if(children_, [ended](const auto& child) { return child.pid == ended; });
    }
}

void ServeLoop::end_all() {
    close_all(listeners_);
    for (const auto& child : children_)
        ::kill(child.pid, SIGTERM); // none of them has been waited for: the number is still its own
    for (const auto& child : children_) {
        while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
}

} // namespace posthaste::app
