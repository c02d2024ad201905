// SPDX-License-Identifier: MIT
// Tries what waits: each entry in its lock, oldest first, and writes down what became of each recipient. Retries,
// back-off, expiry and the reports to senders are decided here; how a message gets to its server is the courier's
// affair.
#pragma once

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/queue.hpp>
#include <posthaste/spool/schedule.hpp>
#include <posthaste/spool/settle.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::spool {

class Courier { // a seam: what the app knows of accounts, and tests of servers
  public:
    virtual ~Courier() = default;
    // By the entry's way, to the message's recipients. An error: the account cannot be used at all now.
    virtual Result<delivery::Outcome> carry(const Claim& claim, const mail::PreparedMessage& message) = 0;
    // A report that no server takes: into the mailbox of the user whose queue this is.
    virtual Status keep_at_home(const Claim& claim, const mail::PreparedMessage& message) = 0;
    // What the runner itself has decided of the event's recipients: that they are given up, or held with the entry.
    virtual void decided(const Claim& claim, const Event& event) = 0;
    // Who is to have a report whose only recipient is the sender it is for: a name of this machine may stand for
    // others.
    virtual std::vector<mail::Address> readers(const Entry& report) = 0;
    // A report to the sender is in the queue.
    virtual void reported(const Claim& original, const Claim& report) = 0;
    // What a person should know, in words; raw.
    virtual void note(std::string_view words) = 0;
    // Whether the run is to end: asked before each entry.
    virtual bool stopped() = 0;
};

struct RunnerSettings {
    RetrySettings retry;
    std::string reporting_host; // in reports; empty: localhost
    std::chrono::minutes utc_offset{0};
};

struct RunOptions {
    bool all = false;                          // not only what is due; what is held stays
    std::optional<Time> until;                 // no entry is begun after it
    std::function<bool(const Seen&)> selected; // empty: every entry
    // What was tried since then is not tried again; none: since run() began. For those who share one run's names.
    std::optional<Time> began = std::nullopt;
};

struct RunReport {
    std::size_t done = 0; // entries that are gone: delivered, or given up
    std::size_t left = 0; // that were tried, or are due, and stay
    std::size_t failed = 0;
    bool account_held = false;
    bool trouble_of_ours = false; // something could not be read or written
};

class Runner {
  public:
    // All references must outlive the runner.
    Runner(Queue& queue, AccountStates& accounts, Courier& courier, IdSource& ids, RunnerSettings settings)
        : queue_(queue), accounts_(accounts), courier_(courier), ids_(ids), settings_(std::move(settings)) {}

    // What run() would try, in its order. What is damaged is set aside.
    [[nodiscard]] std::vector<Name> due(const RunOptions& options, RunReport& report);
    // These, as far as nobody else works on them, and the reports that come of it.
    void run(const std::vector<Name>& names, const RunOptions& options, RunReport& report);
    // One that is in our hands already; not when its account is held.
    void attempt(Claim claim, RunReport& report);

  private:
    struct Try;
    void try_named(const Name& name, const RunOptions& options, RunReport& report);
    bool is_barred(const std::string& route, bool asked_for, RunReport& report);
    [[nodiscard]] bool has_waited_out(const Claim& claim) const;
    void attempt_now(Claim claim, RunReport& report);
    bool begin(Try& now);
    void give_back(Try& now, std::string_view why, std::string_view status);
    void send(Try& now);
    void note_account(Try& now, const Settled& settled);
    void note_results(Try& now, Settled settled);
    void schedule(const Try& now, Settled& settled, const State& after);
    void finish(Try& now);
    void tell_failures(Try& now);
    void tell_delay(Try& now);
    bool queue_report(Try& now, const std::vector<std::size_t>& places, bool failed);
    void give_up_report(Try& now);
    void close(Try& now);
    void hold_crasher(Try& now);
    void set_aside(const std::string& name, std::string_view why, RunReport& report);
    void complain(std::string_view about, const Error& error, RunReport& report);
    [[nodiscard]] unsigned jitter();

    Queue& queue_;
    AccountStates& accounts_;
    Courier& courier_;
    IdSource& ids_;
    RunnerSettings settings_;
    std::set<std::string> barred_;  // routes that are left alone for the rest of this run
    std::set<std::string> waiting_; // whose time has not come, but for what a person asks for
    std::set<std::string> well_;    // of which nothing has to be asked any more
    std::vector<Name> reports_;     // that came of it, still to be tried
    Time began_;
};

} // namespace posthaste::spool
