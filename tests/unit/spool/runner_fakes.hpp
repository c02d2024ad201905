// SPDX-License-Identifier: MIT
// The runner with a courier that says what its test wants, and notes what it was given.
#pragma once

#include "spool_fakes.hpp"
#include "support/tool.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <posthaste/spool/runner.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::spool {

using namespace std::chrono_literals;

struct Carried {
    std::string route, sender; // sender: empty for the null one
    std::vector<std::string> recipients;
    std::string content;
    std::optional<mail::DeliverBy> deliver_by;
};

class FakeCourier final : public Courier {
  public:
    Result<delivery::Outcome> carry(const Claim& claim, const mail::PreparedMessage& message) override {
        Carried seen{claim.entry.route, message.envelope.sender ? message.envelope.sender->text() : "", {}, {}, {}};
        seen.deliver_by = message.envelope.deliver_by;
        seen.content = test::whole_text(message.content).substr(0, message.facts.size_bytes);
        delivery::Outcome outcome;
        for (const auto& recipient : message.envelope.recipients) {
            seen.recipients.push_back(recipient.text());
            outcome.recipients.push_back(outcome_for(recipient));
        }
        carried.push_back(std::move(seen));
        if (on_carry)
            on_carry();
        if (unusable)
            return std::unexpected(*unusable);
        return outcome;
    }
    Status keep_at_home(const Claim&, const mail::PreparedMessage& message) override {
        if (!has_home)
            return fail(ErrorKind::io, "there is no mailbox");
        at_home.push_back(test::whole_text(message.content).substr(0, message.facts.size_bytes));
        return {};
    }
    void decided(const Claim& claim, const Event& event) override {
        for (const auto place : event.recipients)
            decisions.push_back(fmt::format("{} {}: {}", event.kind == EventKind::held ? "held" : "given up",
                                            claim.entry.envelope.recipients.at(place).text(), event.words));
    }
    std::vector<mail::Address> readers(const Entry& report) override {
        return reads_reports.empty() ? report.envelope.recipients : reads_reports;
    }
    void reported(const Claim& original, const Claim& report) override {
        reports[original.name.id].push_back(report.name.id);
    }
    void note(std::string_view words) override { notes += std::string(words) + "\n"; }
    bool stopped() override { return carried.size() >= ends_after; }

    [[nodiscard]] std::vector<std::string> everybody() const { // who was sent something, in order
        std::vector<std::string> all;
        for (const auto& each : carried)
            all.insert(all.end(), each.recipients.begin(), each.recipients.end());
        return all;
    }
    // What each address is answered: "550 5.1.1 no"; else it is taken. In that phase.
    std::map<std::string, std::string> replies;
    smtp::Phase phase = smtp::Phase::rcpt;
    std::optional<Error> broken;              // in connecting
    std::optional<Error> unusable;            // the account
    std::vector<mail::Address> reads_reports; // in place of the sender
    std::function<void()> on_carry;
    std::size_t ends_after = 1000;
    bool has_home = true;

    std::vector<Carried> carried;
    std::vector<std::string> at_home;
    std::vector<std::string> decisions;
    std::map<std::string, std::vector<std::string>> reports; // by what they are about
    std::string notes;

  private:
    delivery::RecipientOutcome outcome_for(const mail::Address& recipient) {
        using delivery::Verdict;
        delivery::RecipientOutcome one{recipient, Verdict::deferred, smtp::Phase::connect, {}, broken, "b.test:587"};
        if (broken)
            return one;
        const auto found = replies.find(recipient.text());
        std::string line = (found == replies.end() ? "250 2.0.0 taken" : found->second) + "\r\n";
        std::string_view bytes = line;
        one.reply = smtp::ReplyParser{}.feed(bytes).value().value();
        one.phase = one.reply->positive() ? smtp::Phase::end_of_data : phase;
        one.verdict = one.reply->positive()    ? Verdict::delivered
                      : one.reply->permanent() ? Verdict::rejected
                                               : Verdict::deferred;
        return one;
    }
};

inline const std::string waiting_message = "From: ann@a.test\r\nSubject: x\r\n\r\ntext\r\n";

class RunnerTest : public testing::Test {
  protected:
    RunnerTest() { EXPECT_TRUE(queue_.prepare()); }

    Name put(Entry entry, const std::vector<Event>& events = {}) {
        clock_.at += 1s; // names sort by age
        entry.accepted = queue_.now();
        return queue_.put(std::move(entry), content_in(queue_.draft_directory(), waiting_message), events).value().name;
    }
    Name put(const std::vector<std::string>& recipients = {"bob@b.test"}, const std::string& route = "work") {
        auto entry = entry_of(waiting_message, recipients);
        entry.route = route;
        return put(std::move(entry));
    }
    // As a process of its own does it.
    RunReport run(const RunOptions& options = {.all = true, .until = {}, .selected = {}}) {
        RunReport report;
        Runner runner(queue_, accounts_, courier_, ids_, settings_);
        runner.run(runner.due(options, report), options, report);
        return report;
    }
    RunReport run_due() { return run({.all = false, .until = {}, .selected = {}}); }
    std::size_t count(Place place = Place::queue) { return queue_.names(place).value().size(); }
    State state(const Name& name, Place place = Place::queue) { return queue_.look(place, name).value().value().state; }
    std::string file(const Name& name) const { return directory_.queue() + "/queue/" + name.text(); }

    SpoolDirectory directory_;
    delivery::FailingFileOps files_{0, ENOSPC};
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
    AccountStates accounts_{directory_.queue(), files_, ids_};
    FakeCourier courier_;
    RunnerSettings settings_;
};

} // namespace posthaste::spool
