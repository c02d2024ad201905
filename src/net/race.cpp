// SPDX-License-Identifier: MIT
#include "race.hpp"

#include "wait.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>

namespace posthaste::net {

namespace {

struct Attempt {
    Fd socket;
    std::size_t address; // its index
};

struct Reason {
    std::string text;
    int os_errno;
    std::vector<std::string> addresses;
};

std::string words_of(int os_errno) {
    if (os_errno == ETIMEDOUT)
        return "no answer in time: is the port right, or does a firewall drop it?";
    return std::generic_category().message(os_errno);
}

class Race {
  public:
    Race(const std::vector<SocketAddress>& addresses, const RaceOptions& options, Deadline deadline)
        : addresses_(addresses), options_(options), deadline_(deadline), next_start_(Deadline::in({})) {}

    Result<Fd> run() {
        auto socket = decide();
        for (auto& attempt : log_) {
            if (!attempt.ended)
                attempt.end();
            if (options_.attempts != nullptr)
                options_.attempts->push_back(std::move(attempt.known));
        }
        return socket;
    }

  private:
    using Clock = std::chrono::steady_clock;

    struct Logged {
        ConnectAttempt known;
        Clock::time_point started;
        bool ended = false;
        void end() {
            known.took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
            ended = true;
        }
    };

    Result<Fd> decide() {
        for (;;) {
            if (next_ < addresses_.size() && (running_.empty() || next_start_.passed()))
                start_next();
            if (winner_)
                return *std::move(winner_);
            if (running_.empty() && next_ == addresses_.size())
                return std::unexpected(failure(ErrorKind::connection));
            if (running_.empty())
                continue;
            wait();
            if (winner_)
                return *std::move(winner_);
            if (interrupted_)
                return interrupted();
            if (deadline_.passed())
                return give_up();
        }
    }

    void start_next() {
        const std::size_t index = next_++;
        const SocketAddress& address = addresses_[index];
        log_.push_back({{numeric_text(address), {}}, Clock::now()});
        next_start_ = Deadline::in(options_.stagger);
        Fd socket{::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
        if (!socket.valid())
            return failed(index, words_of(errno), errno);
        const auto& source = options_.source;
        if (source && ::bind(socket.get(), generic(*source), source->size) != 0)
            return failed(index, fmt::format("source address {}: {}", numeric_text(*source), words_of(errno)), errno);
        if (::connect(socket.get(), generic(address), address.size) == 0)
            won(index, std::move(socket));
        // After EINTR the connection goes on being made, as after EINPROGRESS (connect(2), POSIX).
        else if (errno == EINPROGRESS || errno == EINTR)
            running_.push_back({std::move(socket), index});
        else
            failed(index, words_of(errno), errno);
    }

    void wait() {
        constexpr std::chrono::milliseconds longest = std::chrono::hours{1}; // poll takes an int
        auto span = std::min(deadline_.remaining(), longest);
        if (next_ < addresses_.size())
            span = std::min(span, next_start_.remaining());
        std::vector<pollfd> entries;
        entries.reserve(running_.size());
        for (const auto& attempt : running_)
            entries.push_back({attempt.socket.get(), POLLOUT, 0});
        if (deadline_.interrupt() >= 0)
            entries.push_back({deadline_.interrupt(), POLLIN, 0});
        if (::poll(entries.data(), entries.size(), static_cast<int>(span.count())) <= 0)
            return;
        interrupted_ = entries.size() > running_.size() && entries.back().revents != 0;
        if (!interrupted_)
            collect(entries);
    }

    void collect(const std::vector<pollfd>& entries) {
        std::vector<Attempt> still;
        for (std::size_t i = 0; i < running_.size() && !winner_; ++i) {
            if (entries[i].revents == 0)
                still.push_back(std::move(running_[i]));
            else
                finish(running_[i]);
        }
        running_ = std::move(still);
    }

    void finish(Attempt& attempt) {
        int os_errno = 0;
        socklen_t size = sizeof os_errno;
        if (::getsockopt(attempt.socket.get(), SOL_SOCKET, SO_ERROR, &os_errno, &size) != 0)
            os_errno = errno;
        if (os_errno == 0)
            won(attempt.address, std::move(attempt.socket));
        else
            failed(attempt.address, words_of(os_errno), os_errno);
    }

    void won(std::size_t address, Fd socket) {
        winner_ = std::move(socket);
        log_[address].known.connected = true;
        log_[address].end();
    }

    void failed(std::size_t address, const std::string& why, int os_errno) {
        next_start_ = Deadline::in({}); // RFC 8305 section 5: no need to wait for this one any more
        log_[address].known.failure = why;
        log_[address].end();
        const auto& text = log_[address].known.address;
        const auto known = std::ranges::find(reasons_, why, &Reason::text);
        if (known == reasons_.end())
            reasons_.push_back({why, os_errno, {text}});
        else
            known->addresses.push_back(text);
    }

    Result<Fd> give_up() {
        for (const auto& attempt : running_)
            failed(attempt.address, words_of(ETIMEDOUT), ETIMEDOUT);
        return std::unexpected(failure(ErrorKind::timeout));
    }

    [[nodiscard]] Error failure(ErrorKind kind) const {
        std::vector<std::string> texts;
        texts.reserve(reasons_.size());
        for (const auto& reason : reasons_)
            texts.push_back(text_of(reason));
        const int last = reasons_.empty() ? 0 : reasons_.back().os_errno;
        return {kind, fmt::format("cannot connect: {}", fmt::join(texts, "; ")), last};
    }

    [[nodiscard]] std::string text_of(const Reason& reason) const {
        if (addresses_.size() == 1)
            return reason.text;
        return fmt::format("{} ({})", reason.text, fmt::join(reason.addresses, ", "));
    }

    const std::vector<SocketAddress>& addresses_;
    const RaceOptions& options_;
    Deadline deadline_, next_start_;
    std::size_t next_ = 0; // address to try
    std::vector<Attempt> running_;
    std::vector<Logged> log_; // by address, those that were begun
    std::vector<Reason> reasons_;
    std::optional<Fd> winner_;
    bool interrupted_ = false;
};

} // namespace

std::vector<SocketAddress> interleaved(const std::vector<SocketAddress>& addresses) {
    std::vector<SocketAddress> first, other, result;
    for (const auto& address : addresses) {
        auto& family = address.storage.ss_family == addresses.front().storage.ss_family ? first : other;
        if (std::ranges::find(family, address) == family.end())
            family.push_back(address);
    }
    for (std::size_t i = 0; i < std::max(first.size(), other.size()); ++i) {
        if (i < first.size())
            result.push_back(first[i]);
        if (i < other.size())
            result.push_back(other[i]);
    }
    return result;
}

Result<Fd> race(const std::vector<SocketAddress>& addresses, const RaceOptions& options, Deadline deadline) {
    return Race(addresses, options, deadline).run();
}

} // namespace posthaste::net
