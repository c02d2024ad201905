// SPDX-License-Identifier: MIT
#include "background_run.hpp"

#include "detached.hpp"
#include "interruption.hpp"
#include "queue_worker.hpp"
#include "sender_turn.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>

namespace posthaste::app {

namespace {

constexpr std::chrono::seconds at_most_every{60};
constexpr std::chrono::minutes longest_run{10};
constexpr int between_looks_ms = 500;

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
        worker_.begin_anew();
        worker_.runner().run({name}, {.all = false, .until = {}, .selected = {}}, report);
    }

    [[nodiscard]] bool stopped() const noexcept { return interruption_.happened(); }

    // patiently: after a run that is under way, which may have begun before what we have was there.
    void run(bool patiently = false) {
        auto lock = tools_.files.open(lock_path(tools_), O_RDWR | O_CREAT | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (!lock)
            return;
        auto ours = tools_.files.lock(lock->get());
        while (patiently && ours && !*ours && !stopped()) {
            (void)::poll(nullptr, 0, between_looks_ms);
            ours = tools_.files.lock(lock->get());
        }
        if (!ours || !*ours)
            return;
        ::futimens(lock->get(), nullptr); // ran_lately()
        worker_.begin_anew();
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

// Whoever reads is slower than we are: a name that does not fit is left out, since what is due is looked for at the
// end.
void SendingBehind::send(const spool::Name& name) {
    if (!names_.valid())
        start();
    const auto line = name.text() + "\n"; // whole or not at all (pipe(7))
    while (names_.valid() && ::write(names_.get(), line.data(), line.size()) < 0 && errno != EAGAIN) {
        if (errno != EINTR)
            names_ = {}; // it was ended: the next name starts another
    }
}

void SendingBehind::start() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return;
    const Fd theirs{ends[0]};
    Fd ours{ends[1]};
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    auto closed = closed_;
    closed.push_back(ours.get());
    if (detach([&] { send_named(theirs.get()); }, closed))
        names_ = std::move(ours);
}

void SendingBehind::send_named(int names) {
    BackgroundRun background(tools_);
    const auto stopped = [&background] { return background.stopped(); };
    const auto turn = SenderTurn::take(tools_.queue.directory(), tools_.settings.jobs, tools_.files, stopped);
    if (!turn)
        return; // somebody waits for a turn already, and will look for what is due
    for_each_line(names, [&background](std::string_view line) {
        if (const auto name = spool::parse_name(line))
            background.attempt(*name);
    });
    background.run(true);
}

} // namespace posthaste::app
