// SPDX-License-Identifier: MIT
#include "entry_limit.hpp"

#include <posthaste/base/descriptors.hpp>

#include <sys/epoll.h>
#include <sys/timerfd.h>

namespace posthaste::app {

namespace {

bool watch(int both, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    return ::epoll_ctl(both, EPOLL_CTL_ADD, fd, &event) == 0;
}

void set(const Fd& timer, std::chrono::milliseconds span) {
    constexpr long nanoseconds_in_a_millisecond = 1'000'000;
    const auto whole = std::chrono::floor<std::chrono::seconds>(span);
    itimerspec when{};
    when.it_value.tv_sec = whole.count();
    when.it_value.tv_nsec = (span - whole).count() * nanoseconds_in_a_millisecond;
    ::timerfd_settime(timer.get(), 0, &when, nullptr);
}

} // namespace

EntryLimit::EntryLimit(int interrupt)
    : interrupt_(interrupt), timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      both_(::epoll_create1(EPOLL_CLOEXEC)) {
    const bool watched = timer_.valid() && both_.valid() && watch(both_.get(), timer_.get()) &&
                         (interrupt < 0 || watch(both_.get(), interrupt));
    if (!watched)
        both_.reset();
}

int EntryLimit::descriptor() const noexcept { return both_.valid() ? both_.get() : interrupt_; }

void EntryLimit::start(std::chrono::milliseconds span) noexcept {
    if (both_.valid())
        set(timer_, span);
}

void EntryLimit::stop() noexcept { start(std::chrono::milliseconds{0}); }

bool EntryLimit::over() const noexcept { return both_.valid() && is_readable(timer_.get()); }

} // namespace posthaste::app
