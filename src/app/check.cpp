// SPDX-License-Identifier: MIT
#include "account_choice.hpp"
#include "addressing.hpp"
#include "check_report.hpp"
#include "json_report.hpp"
#include "relay.hpp"
#include "report.hpp"

#include <posthaste/app/check.hpp>
#include <posthaste/base/clock.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <unistd.h>
#include <utility>

namespace posthaste::app {

namespace {

struct Plan {
    config::Account account;
    mail::Envelope envelope;
};

// "work" is an account; what has a scheme or a port is a server, and so may be what has a dot (settle_target()).
Status apply_target(const CheckOptions& options, SubmitOptions& submit) {
    if (!options.target)
        return {};
    if (submit.account || submit.server)
        return fail(ErrorKind::usage, fmt::format("\"{}\" and {} exclude each other", *options.target,
                                                  submit.account ? "--account" : "--server"));
    (options.target->find(':') == std::string::npos ? submit.account : submit.server) = options.target;
    return {};
}

// "smtp.example.org" is a server, unless an account is called so.
void settle_target(const CheckOptions& options, const config::Config& config, SubmitOptions& submit) {
    const bool may_be_host = options.target && options.target->find('.') != std::string::npos;
    if (may_be_host && submit.account && !config.account(*submit.account))
        submit.server = std::exchange(submit.account, std::nullopt);
}

Error no_account(const config::Config& config) {
    if (!config.accounts.empty())
        return {ErrorKind::config,
                fmt::format("{} names no default among its accounts, and no route fits: name the account to check",
                            config.path),
                0};
    return {ErrorKind::config,
            "no server is configured, mail goes to the users of this machine alone: there is nothing to check; name "
            "an account or a server such as smtps://USER@HOST",
            0};
}

Result<Plan> make_plan(const CheckOptions& options, const Caller& caller) {
    auto submit = options.submit;
    PH_TRY(apply_target(options, submit));
    if (submit.from && !options.to)
        return fail(ErrorKind::usage, "--from is tried together with a recipient: say --to ADDRESS, too");
    if (options.to)
        submit.recipients = {*options.to};
    const auto environment = read_environment();
    PH_ASSIGN(auto addressed, read_addresses(submit, environment.from));
    std::ranges::move(addressed.plain, std::back_inserter(addressed.recipients)); // a server knows no aliases of ours
    PH_ASSIGN(const auto config, config::load_config(submit.config.value_or(environment.config), caller.home));
    settle_target(options, config, submit);
    PH_ASSIGN(auto account,
              choose_account(submit, environment, config, sender_for_route(addressed, {}, caller, config.domain),
                             qualified(addressed.recipients, config.domain)));
    if (!account)
        return std::unexpected(no_account(config));
    Plan plan{*std::move(account), {}};
    const auto& domain = plan.account.domain.empty() ? config.domain : plan.account.domain;
    const auto origin = decide_origin({submit, addressed, &plan.account, domain, caller, {}});
    plan.envelope.sender = origin.sender;
    plan.envelope.add_recipients(qualified(addressed.recipients, origin.domain));
    return plan;
}

class Check {
  public:
    explicit Check(bool json) : json_(json) {}

    ExitStatus run(const CheckOptions& options) {
        const auto caller = identify_caller();
        const auto plan = make_plan(options, caller);
        if (!plan)
            return give_up(plan.error());
        auto settings = relay_settings(plan->account, caller);
        if (!settings)
            return give_up(settings.error());
        delivery::Transcript transcript;
        if (options.submit.trace)
            transcript = delivery::Transcript(errors_);
        transcript.show_certificates(options.submit.trace_tls);
        std::vector<CheckedServer> servers;
        for (const auto& probe : delivery::probe(*std::move(settings), transcript, plan->envelope))
            servers.push_back(explain(probe, plan->envelope));
        return show(servers, options.submit.quiet);
    }

    ExitStatus give_up(const Error& error) {
        const auto status = exit_status_of(error.kind);
        say(errors_, error.message);
        if (json_ && !output_.write(json_error(error, status)))
            return ExitStatus::io_error;
        return status;
    }

  private:
    // Mail would try the next server only for some failures: one that is out of order is worth a failure here.
    ExitStatus show(const std::vector<CheckedServer>& servers, bool quiet) {
        const auto failed = [](const auto& server) { return server.status != ExitStatus::ok; };
        const auto first = std::ranges::find_if(servers, failed);
        const auto status = first == servers.end() ? ExitStatus::ok : first->status;
        const auto now = SystemClock().now();
        const auto shown = output_.write(json_ ? check_json(servers, status, now)
                                               : check_text(quiet ? failures_of(servers) : servers, now));
        if (shown)
            return status;
        say(errors_, shown.error().message);
        return ExitStatus::io_error; // nothing was sent: the report is all there is
    }

    bool json_;
    FdSink output_{STDOUT_FILENO, "stdout"};
    FdSink errors_{STDERR_FILENO, "stderr"};
};

} // namespace

ExitStatus refuse_check(const Error& error, bool json) { return Check(json).give_up(error); }

ExitStatus check(const CheckOptions& options) { return Check(options.submit.json).run(options); }

} // namespace posthaste::app
