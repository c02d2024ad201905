// SPDX-License-Identifier: MIT
#include "sender_turn.hpp"

#include <posthaste/base/io.hpp>

#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>

namespace posthaste::app {

namespace {

constexpr int between_looks_ms = 500;

Fd lock_of(const std::string& path, FileOps& files) {
    auto file = files.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (!file)
        return {};
    const auto ours = files.lock(file->get());
    return ours && *ours ? *std::move(file) : Fd{};
}

Fd any_turn(const std::string& directory, int turns, FileOps& files) {
    for (int turn = 1; turn <= turns; ++turn) {
        if (auto lock = lock_of(fmt::format("{}/sender.{}.lock", directory, turn), files); lock.valid())
            return lock;
    }
    return {};
}

} // namespace

std::optional<SenderTurn> SenderTurn::take(const std::string& directory, int turns, FileOps& files,
                                           const std::function<bool()>& stopped) {
    if (auto lock = any_turn(directory, turns, files); lock.valid())
        return SenderTurn(std::move(lock));
    const auto waiting = lock_of(directory + "/sender.next.lock", files);
    while (waiting.valid() && !stopped() && files.status_of(directory)) { // a queue that is gone has no turns
        if (auto lock = any_turn(directory, turns, files); lock.valid())
            return SenderTurn(std::move(lock));
        (void)::poll(nullptr, 0, between_looks_ms);
    }
    return std::nullopt;
}

void for_each_line(int fd, const std::function<void(std::string_view line)>& work) {
    std::string rest;
    std::array<char, 4096> window;
    for (;;) {
        const auto count = read_some(fd, window);
        if (!count || *count == 0)
            return;
        rest.append(window.data(), *count);
        for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
            work(std::string_view(rest).substr(0, end));
            rest.erase(0, end + 1);
        }
    }
}

} // namespace posthaste::app
