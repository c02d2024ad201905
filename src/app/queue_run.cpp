// SPDX-License-Identifier: MIT
#include "account_choice.hpp"
#include "detached.hpp"
#include "interruption.hpp"
#include "queue_place.hpp"
#include "queue_watch.hpp"
#include "queue_worker.hpp"
#include "report.hpp"
#include "workers.hpp"

#include <posthaste/app/queue_run.hpp>
#include <posthaste/config/config_file.hpp>
#include <posthaste/mail/send_time.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

constexpr int most_jobs = 64;
constexpr std::size_t messages_worth_a_worker = 8;

struct Plan {
    config::QueueSettings settings;
    int jobs;
    std::chrono::seconds interval; // between looks
    config::LogSettings log;
};

Result<int> read_jobs(const std::optional<std::string>& text, int configured) {
    if (!text)
        return configured;
    int jobs = 0;
    const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), jobs);
    if (error != std::errc{} || stop != text->data() + text->size() || jobs < 1 || jobs > most_jobs)
        return fail(ErrorKind::usage, fmt::format("--jobs \"{}\": must be between 1 and {}", *text, most_jobs));
    return jobs;
}

Result<Plan> make_plan(const QueueRunOptions& options, const Caller& caller) {
    const auto environment = read_environment();
    PH_ASSIGN(const auto config, config::load_config(options.config.value_or(environment.config), caller.home));
    PH_ASSIGN(const auto jobs, read_jobs(options.jobs, config.queue.jobs));
    Plan plan{config.queue, jobs, std::chrono::minutes{1}, config.log}; // --at is by the minute
    if (options.interval) {
        PH_ASSIGN(plan.interval, mail::parse_duration(*options.interval));
        if (plan.interval < std::chrono::seconds{1})
            return fail(ErrorKind::usage,
                        fmt::format("an interval of \"{}\": must be at least a second", *options.interval));
    }
    return plan;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool is_selected(const QueueRunOptions& options, const spool::Seen& seen) {
    const auto& envelope = seen.entry.envelope;
    const auto sender = envelope.sender ? envelope.sender->text() : std::string{};
    const auto fits = [&](const auto& recipient) { return contains(recipient.text(), options.recipient); };
    return contains(seen.name.id, options.id) && contains(sender, options.sender) &&
           std::ranges::any_of(envelope.recipients, fits);
}

ExitStatus status_of(const spool::RunReport& report) noexcept {
    if (report.account_held)
        return ExitStatus::no_permission;
    if (report.trouble_of_ours)
        return ExitStatus::io_error;
    return report.left > 0 ? ExitStatus::try_later : ExitStatus::ok;
}

class QueueRun {
  public:
    QueueRun(const QueueRunOptions& options, Plan plan, Caller caller)
        : options_(options), plan_(std::move(plan)), caller_(std::move(caller)) {}

    ExitStatus once() {
        spool::RunReport report;
        spool::RunOptions which{.all = options_.all, .until = {}, .selected = {}, .began = queue_.now()};
        if (!options_.id.empty() || !options_.recipient.empty() || !options_.sender.empty())
            which.selected = [this](const spool::Seen& seen) { return is_selected(options_, seen); };
        const auto names = make_worker().runner().due(which, report);
        const auto workers = workers_for(names.size());
        auto worst = status_of(report);
        if (workers <= 1)
            return std::max(worst, work(names, which));
        return std::max(worst, side_by_side(workers, [&] { return work(names, which); }, interruption_.descriptor()));
    }

    ExitStatus watch() {
        QueueWatch watch(queue_.directory() + "/queue", plan_.interval);
        for (;;) {
            (void)once();
            queue_.sweep();
            if (!watch.wait(interruption_.descriptor()))
                return ExitStatus::ok;
        }
    }

  private:
    // As many as are asked for by hand; else few messages share a connection.
    [[nodiscard]] std::size_t workers_for(std::size_t messages) const {
        const auto useful = options_.jobs ? messages : 1 + messages / messages_worth_a_worker;
        return std::min(static_cast<std::size_t>(plan_.jobs), useful);
    }

    // Of each process its own: connections are not shared.
    [[nodiscard]] QueueWorker make_worker() {
        return {{caller_, queue_, accounts_, files_, ids_, plan_.settings, &log_},
                options_.trace ? delivery::Transcript(errors_) : delivery::Transcript(),
                options_.quiet ? nullptr : &errors_,
                interruption_.descriptor()};
    }

    ExitStatus work(const std::vector<spool::Name>& names, const spool::RunOptions& which) {
        spool::RunReport report;
        make_worker().runner().run(names, which, report);
        tell_trouble_of_log();
        return status_of(report);
    }

    // To a person alone: a timer would have it said in every run.
    void tell_trouble_of_log() {
        const auto trouble = log_.take_trouble();
        if (trouble && !options_.quiet && ::isatty(STDERR_FILENO) == 1)
            say(errors_, fmt::format("warning: the log is not written: {}", trouble->message));
    }

    const QueueRunOptions& options_;
    Plan plan_;
    Caller caller_;
    SystemClock clock_;
    DeliveryLog log_{plan_.log, clock_};
    SystemIdSource ids_;
    SystemFileOps files_;
    FdSink errors_{STDERR_FILENO, "stderr"};
    spool::Queue queue_{queue_directory(caller_), files_, clock_, ids_};
    spool::AccountStates accounts_{queue_.directory(), files_, ids_};
    Interruption interruption_{true};
};

} // namespace

ExitStatus run_queue(const QueueRunOptions& options) {
    FdSink errors(STDERR_FILENO, "stderr");
    const auto caller = identify_caller();
    const auto plan = make_plan(options, caller);
    if (!plan) {
        say(errors, plan.error().message);
        return exit_status_of(plan.error().kind);
    }
    if (queue_directory(caller).empty())
        return ExitStatus::ok; // and so nothing can be in it
    const auto run = [&] {
        QueueRun queue_run(options, *plan, caller);
        return options.watch ? queue_run.watch() : queue_run.once();
    };
    if (!options.detached)
        return run();
    if (detach([&run] { (void)run(); }))
        return ExitStatus::ok;
    say(errors, "no process can be made to run the queue");
    return ExitStatus::try_later;
}

} // namespace posthaste::app
