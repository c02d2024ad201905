// SPDX-License-Identifier: MIT
#include "background_run.hpp"

#include "detached.hpp"
#include "interruption.hpp"
#include "queue_worker.hpp"

#include <posthaste/base/io.hpp>

#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>

namespace posthaste::app {

namespace {

constexpr std::chrono::seconds at_most_every{60};
constexpr std::chrono::minutes longest_run{10};

std::string lock_path(const BackgroundTools& tools) { return tools.queue.directory() + "/run.lock"; }

bool ran_lately(const BackgroundTools& tools) {
    const auto info = tools.files.status_of(lock_path(tools));
    if (!info)
        return false;
    const auto ago = tools.queue.now() - spool::Time{std::chrono::seconds{info->st_mtime}};
    return ago >= std::chrono::seconds{0} && ago < at_most_every;
}

// What runs in the process of its own; the lock is for runs like it alone, which would only be in each other's way.
class BackgroundRun {
  public:
    explicit BackgroundRun(const BackgroundTools& tools)
        : tools_(tools),
          worker_({tools.caller, tools.queue, tools.accounts, tools.files, tools.ids, tools.settings, tools.log}, {},
                  nullptr, interruption_.descriptor()) {}

    void attempt(spool::Claim claim) {
        spool::RunReport report;
        worker_.runner().attempt(std::move(claim), report);
    }

    void attempt(const spool::Name& name) {
        spool::RunReport report;
        worker_.runner().run({name}, {.all = false, .until = {}, .selected = {}}, report);
    }

    void run() {
        auto lock = tools_.files.open(lock_path(tools_), O_RDWR | O_CREAT | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (!lock)
            return;
        const auto ours = tools_.files.lock(lock->get());
        if (!ours || !*ours)
            return;
        ::futimens(lock->get(), nullptr); // ran_lately()
        spool::RunReport report;
        const spool::RunOptions options{.all = false, .until = tools_.queue.now() + longest_run, .selected = {}};
        auto& runner = worker_.runner();
        runner.run(runner.due(options, report), options, report);
        tools_.queue.sweep();
    }

  private:
    BackgroundTools tools_;
    Interruption interruption_; // systemd ends what a unit leaves behind: three such tries would hold the message
    QueueWorker worker_;
};

// Until the other end is closed.
void for_each_line(int fd, const std::function<void(std::string_view)>& work) {
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

bool is_empty(const BackgroundTools& tools) {
    const auto names = tools.queue.names(spool::Place::queue);
    return !names || names->empty();
}

} // namespace

void run_what_is_due(const BackgroundTools& tools) {
    (void)tools.accounts.clear(tools.route);
    if (ran_lately(tools) || is_empty(tools))
        return;
    (void)detach([&tools] { BackgroundRun(tools).run(); }); // else the next one does it
}

void send_in_background(const BackgroundTools& tools, spool::Claim claim) {
    (void)detach([&] {
        BackgroundRun background(tools);
        background.attempt(std::move(claim));
        if (!ran_lately(tools))
            background.run();
    });
}

void SendingBehind::send(const spool::Name& name) {
    if (!names_.valid())
        start();
    if (names_.valid() && !write_all(names_.get(), name.text() + "\n"))
        names_ = {}; // it was ended: the next name starts another
}

void SendingBehind::start() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    const Fd theirs{ends[0]};
    Fd ours{ends[1]};
    auto closed = closed_;
    closed.push_back(ours.get());
    const bool started = detach(
        [&] {
            BackgroundRun background(tools_);
            for_each_line(theirs.get(), [&background](std::string_view line) {
                if (const auto name = spool::parse_name(line))
                    background.attempt(*name);
            });
            if (!ran_lately(tools_))
                background.run();
        },
        closed);
    if (started)
        names_ = std::move(ours);
}

} // namespace posthaste::app
