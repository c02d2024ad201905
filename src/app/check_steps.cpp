// SPDX-License-Identifier: MIT
#include "check_steps.hpp"

#include "provider_hints.hpp"
#include "report.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posthaste::app {

namespace {

using delivery::ProbeAnswer;
using delivery::ServerProbe;
using smtp::Phase;
using smtp::TlsUse;

// The one that stands was quicker, even with a start behind this one: mail sent from here waits for nothing else.
std::string failure_of(const net::ConnectAttempt& attempt) {
    if (!attempt.failure.empty())
        return attempt.failure;
    return fmt::format("no answer within {} ms, not waited for", attempt.took.count() / 1000);
}

// Where mail can only be tried later, a person can look for the reason.
std::string_view next_for(std::string_view step, const delivery::RecipientOutcome& outcome,
                          std::string_view mechanism) {
    if (step == "auth" && outcome.reply && (mechanism == "XOAUTH2" || mechanism == "OAUTHBEARER")) {
        const auto about_token = token_hint(outcome.remote, *outcome.reply);
        if (!about_token.empty())
            return about_token;
    }
    const auto hint = outcome.error ? provider_hint(outcome.remote, *outcome.error) : std::string_view{};
    if (!hint.empty())
        return hint;
    if (step == "dns" && outcome.error && outcome.error->kind != ErrorKind::config)
        return "check the server's name, and whether this machine can look up names";
    const bool no_way = outcome.error && outcome.error->kind != ErrorKind::config;
    if (step == "tcp" && no_way)
        return "check host and port (465 for smtps://, 587 for smtp://), and what filters on the way";
    return next_step(outcome);
}

class Explainer {
  public:
    Explainer(const ServerProbe& probe, const mail::Envelope& envelope) : probe_(probe), envelope_(envelope) {}

    CheckedServer run() {
        result_.remote = probe_.remote;
        result_.warnings = probe_.warnings;
        way();
        for (std::size_t i = 0; i < probe_.answers.size(); ++i) {
            auto given = probe_.answers[i];
            std::vector<std::string> notes;
            while (i + 1 < probe_.answers.size() && belong_together(given.answer, probe_.answers[i + 1].answer))
                join(given, probe_.answers[++i], notes);
            answered(given, std::move(notes));
        }
        skip_the_rest();
        return std::move(result_);
    }

  private:
    // Which of the steps to the connection an error belongs to.
    std::string_view step_of(const Error& error) const {
        if (probe_.looked_for_servers)
            return "dns";
        if (error.kind == ErrorKind::config)
            return "settings";
        if (probe_.way.tunnel)
            return "proxy";
        return probe_.way.attempts.empty() ? "dns" : "tcp";
    }

    void way() {
        const auto& way = probe_.way;
        const auto failed = probe_.unreached ? step_of(*probe_.unreached) : std::string_view{};
        if (!way.addresses.empty())
            add({"dns", StepState::ok, way.lookup, fmt::format("{}", fmt::join(way.addresses, ", "))});
        if (!way.attempts.empty() && failed != "tcp")
            add(tcp_step());
        if (way.tunnel && failed != "proxy")
            add({"proxy", StepState::ok, way.tunnel, probe_.peer});
        if (!probe_.unreached)
            return;
        CheckStep step = failed == "tcp" ? tcp_step() : CheckStep{failed};
        step.about = {};
        if (failed == "dns")
            step.took = way.lookup;
        if (failed == "proxy")
            step.took = way.tunnel;
        step.error = probe_.unreached;
        fail(std::move(step), Phase::connect);
    }

    CheckStep tcp_step() const {
        CheckStep step{"tcp", StepState::ok, std::chrono::microseconds{0}};
        for (const auto& attempt : probe_.way.attempts) {
            step.took = std::max(*step.took, attempt.took); // they overlap
            if (attempt.connected)
                step.about = "connected to " + attempt.address;
            else if (!probe_.unreached) // else the error has them
                step.notes.push_back(fmt::format("{}: {}", attempt.address, failure_of(attempt)));
        }
        return step;
    }

    // A reply, and what is wrong with it; or EHLO that was not understood, and HELO in its place.
    static bool belong_together(const smtp::Answer& first, const smtp::Answer& second) {
        if (first.phase != second.phase || first.recipient != second.recipient || !first.reply || first.error)
            return false;
        return second.reply ? first.phase == Phase::ehlo && !first.reply->positive() : second.error.has_value();
    }

    static void join(ProbeAnswer& given, const ProbeAnswer& further, std::vector<std::string>& notes) {
        given.took += further.took;
        given.answer.error = further.answer.error;
        if (!further.answer.reply || !given.answer.reply)
            return;
        notes.push_back(fmt::format("EHLO was refused ({}), so HELO was said", given.answer.reply->text()));
        given.answer.reply = further.answer.reply;
    }

    void answered(const ProbeAnswer& given, std::vector<std::string> notes) {
        const auto& [answer, took] = given;
        CheckStep step{smtp::info(answer.phase).name, StepState::ok, took};
        step.reply = answer.reply;
        step.error = answer.error;
        step.notes = std::move(notes);
        describe(step, answer);
        if (answer.error || (answer.reply && !answer.reply->positive()))
            fail(std::move(step), answer.phase);
        else
            add(std::move(step));
    }

    void describe(CheckStep& step, const smtp::Answer& answer) const {
        switch (answer.phase) {
        case Phase::tls:
            step.tls = probe_.tls;
            if (!probe_.tls.version.empty())
                step.about = fmt::format("{} with {}", probe_.tls.version, probe_.tls.cipher);
            return;
        case Phase::greeting:
            if (answer.reply && answer.reply->positive() && !answer.reply->lines.empty())
                step.about = answer.reply->lines.front();
            return;
        case Phase::ehlo:
            if (answer.reply && answer.reply->positive() && step.notes.empty())
                step.extensions = extensions_of(*answer.reply);
            return;
        case Phase::auth:
            step.about = probe_.mechanism;
            return;
        case Phase::mail:
            step.about = envelope_.sender ? envelope_.sender->text() : "<>";
            return;
        case Phase::rcpt:
            if (answer.recipient < envelope_.recipients.size())
                step.about = envelope_.recipients[answer.recipient].text();
            return;
        default:
            return;
        }
    }

    void add(CheckStep step) { result_.steps.push_back(std::move(step)); }

    void fail(CheckStep step, Phase phase) {
        const auto outcome = outcome_of(step, phase);
        step.state = StepState::failed;
        step.next = next_for(step.name, outcome, probe_.mechanism);
        add(std::move(step));
        if (phase == Phase::quit)
            return;
        const auto status = exit_status_of(delivery::Outcome{{outcome}, {}});
        if (result_.status == ExitStatus::ok || result_.status == ExitStatus::try_later)
            result_.status = status;
    }

    // As it would be for a recipient of mail, whoever that is. A reply out of place is an error of its own.
    delivery::RecipientOutcome outcome_of(const CheckStep& step, Phase phase) const {
        delivery::RecipientOutcome outcome{*mail::Address::parse("postmaster"),
                                           delivery::Verdict::rejected,
                                           phase,
                                           std::nullopt,
                                           step.error,
                                           probe_.remote};
        if (step.error)
            return outcome;
        outcome.reply = step.reply;
        if (step.reply && step.reply->transient())
            outcome.verdict = delivery::Verdict::deferred;
        return outcome;
    }

    [[nodiscard]] bool has(std::string_view step) const {
        return std::ranges::find(result_.steps, step, &CheckStep::name) != result_.steps.end();
    }

    static bool is_about_a_message(std::string_view step) { return step == "mail" || step == "rcpt"; }

    // Where it would have stood: what came after it all the same is a goodbye, or mail that needs no login.
    void skip(std::string_view step, bool wanted, std::string_view why = {}) {
        if (!wanted || has(step))
            return;
        const auto later = [step](const CheckStep& each) {
            return each.name == "quit" || ((step == "auth" || step == "mail") && is_about_a_message(each.name));
        };
        const auto at = std::ranges::find_if(result_.steps, later);
        result_.steps.insert(at, CheckStep{step, StepState::skipped, std::nullopt, std::string(why)});
    }

    void skip_the_rest() {
        const bool lost = std::ranges::find(result_.steps, StepState::failed, &CheckStep::state) != result_.steps.end();
        skip("tcp", lost && probe_.way.attempts.empty());
        skip("tls", probe_.tls_use == TlsUse::implicit);
        skip("greeting", true);
        skip("ehlo", true);
        skip("starttls", probe_.tls_use == TlsUse::starttls_required);
        skip("tls", probe_.tls_use == TlsUse::starttls_required);
        skip("auth", true, probe_.login ? "" : "no user is configured: mail goes without a login");
        skip("mail", !envelope_.recipients.empty());
        skip("rcpt", !envelope_.recipients.empty());
        skip("quit", true);
    }

    const ServerProbe& probe_;
    const mail::Envelope& envelope_;
    CheckedServer result_;
};

} // namespace

std::string_view name(StepState state) noexcept {
    constexpr std::array<std::string_view, 3> names{"ok", "failed", "skipped"};
    return names[static_cast<std::size_t>(state)];
}

std::vector<CheckedServer> failures_of(std::vector<CheckedServer> servers) {
    std::erase_if(servers, [](const auto& server) { return server.status == ExitStatus::ok; });
    for (auto& server : servers) {
        server.warnings.clear();
        std::erase_if(server.steps, [](const auto& step) { return step.state != StepState::failed; });
    }
    return servers;
}

CheckedServer explain(const ServerProbe& probe, const mail::Envelope& envelope) {
    return Explainer(probe, envelope).run();
}

} // namespace posthaste::app
