// SPDX-License-Identifier: MIT
#include "account_choice.hpp"
#include "addressing.hpp"
#include "alias_use.hpp"
#include "dispatch.hpp"
#include "json_report.hpp"
#include "relay.hpp"
#include "report.hpp"
#include "route_report.hpp"

#include <posthaste/app/aliases.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

struct Known {
    SubmitOptions options;
    Environment environment;
    Caller caller;
    Addressed addressed; // all of them
    config::Config config;
};

Result<Known> read_known(const SubmitOptions& options) {
    Known known{options, read_environment(), identify_caller(), {}, {}};
    if (options.read_recipients)
        return fail(ErrorKind::usage, "-bv reads no message, and -t would: name the addresses");
    if (options.recipients.empty())
        return fail(ErrorKind::usage, "-bv explains the ways of addresses: name one");
    PH_ASSIGN(known.addressed, read_addresses(options, known.environment.from));
    PH_ASSIGN(known.config, config::load_config(options.config.value_or(known.environment.config), known.caller.home));
    return known;
}

std::string route_words(const config::Route& route) {
    if (route.to.empty())
        return fmt::format("the route from \"{}\"", route.from);
    return route.from.empty() ? fmt::format("the route to \"{}\"", route.to)
                              : fmt::format("the route from \"{}\" to \"{}\"", route.from, route.to);
}

// As choose_account() has it.
std::string chosen_by(const Known& known, const std::optional<mail::Address>& sender,
                      const std::vector<mail::Address>& recipients) {
    if (known.options.account)
        return "--account";
    if (known.options.server)
        return "--server";
    if (!known.environment.account.empty())
        return "POSTHASTE_ACCOUNT";
    if (!known.environment.server.empty())
        return "POSTHASTE_SERVER";
    if (const auto* route = known.config.route_for(sender, recipients); route != nullptr)
        return route_words(*route);
    return known.config.default_account.empty() ? "the only account" : "default in the configuration";
}

std::string domain_words(const Known& known, const config::Account* account) {
    if (account != nullptr && !account->domain.empty())
        return fmt::format("the domain of account {}", account->name);
    return known.config.domain.empty() ? "this machine's domain" : "domain in the configuration";
}

class RouteFinder {
  public:
    explicit RouteFinder(Known known) : known_(std::move(known)) {}

    RouteReport find(const mail::Address& recipient) {
        RouteReport report;
        report.asked = recipient.text();
        auto addressed = known_.addressed;
        addressed.recipients = expand(recipient, report);
        if (const auto found = follow(addressed, report); !found && !report.error)
            report.error = found.error();
        return report;
    }
    RouteReport find_plain(const mail::Address& recipient) {
        RouteReport report;
        report.asked = "\\" + recipient.text();
        auto addressed = known_.addressed;
        addressed.recipients = {recipient};
        if (const auto found = follow(addressed, report); !found)
            report.error = found.error();
        return report;
    }
    [[nodiscard]] const Addressed& asked() const noexcept { return known_.addressed; }

  private:
    std::vector<mail::Address> expand(const mail::Address& recipient, RouteReport& report) const {
        auto expansion =
            expand_aliases({known_.options, known_.environment, known_.config, known_.caller}, {recipient});
        report.aliases = std::move(expansion.steps);
        report.warnings = std::move(expansion.warnings);
        report.discarded = !expansion.discarded.empty();
        if (!expansion.refused.empty())
            report.error = expansion.refused.front().error;
        return std::move(expansion.recipients);
    }

    Status follow(const Addressed& addressed, RouteReport& report) {
        const auto sender = sender_for_route(addressed, {}, known_.caller, known_.config.domain);
        const auto recipients = qualified(addressed.recipients, known_.config.domain);
        PH_ASSIGN(const auto chosen,
                  choose_account(known_.options, known_.environment, known_.config, sender, recipients));
        const auto* account = chosen ? &*chosen : nullptr;
        const auto& domain = account != nullptr && !account->domain.empty() ? account->domain : known_.config.domain;
        const auto origin = decide_origin({known_.options, addressed, account, domain, known_.caller, {}});
        report.sender = origin.sender ? origin.sender->text() : std::string{};
        for (const auto& recipient : addressed.recipients)
            report.recipients.push_back(account != nullptr && !config::is_command_or_file(recipient)
                                            ? by_account(recipient, *account, origin.domain)
                                            : on_this_machine(recipient, origin.domain));
        if (account == nullptr || addressed.recipients.empty())
            return {};
        report.account = account->name;
        report.servers = server_names(*account);
        report.chosen_by = chosen_by(known_, sender, recipients);
        return check_servers(*account);
    }

    [[nodiscard]] RouteRecipient by_account(const mail::Address& recipient, const config::Account& account,
                                            const std::string& domain) const {
        const auto by = recipient.qualified() ? std::string{} : domain_words(known_, &account);
        return {recipient.qualified_with(domain), by, {}, std::nullopt};
    }

    RouteRecipient on_this_machine(const mail::Address& recipient, const std::string& domain) {
        RouteRecipient result{recipient, {}, {}, std::nullopt};
        if (!is_local(recipient, known_.caller, domain)) {
            result.error = no_server();
            return result;
        }
        const auto mailbox =
            local_transport({known_.caller, users_, files_, clock_, ids_, transcript_}).mailbox_of(recipient);
        if (mailbox)
            result.mailbox = *mailbox;
        else
            result.error = mailbox.error();
        return result;
    }

    Known known_;
    delivery::SystemUserDirectory users_;
    SystemFileOps files_;
    SystemClock clock_;
    SystemIdSource ids_;
    delivery::Transcript transcript_;
};

} // namespace

ExitStatus explain_routes(const SubmitOptions& options) {
    FdSink output(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    auto known = read_known(options);
    if (!known) {
        const auto status = exit_status_of(known.error().kind);
        say(errors, known.error().message);
        return options.json && !output.write(json_error(known.error(), status)) ? ExitStatus::io_error : status;
    }
    RouteFinder finder(*std::move(known));
    std::vector<RouteReport> reports;
    for (const auto& recipient : finder.asked().plain)
        reports.push_back(finder.find_plain(recipient));
    for (const auto& recipient : finder.asked().recipients)
        reports.push_back(finder.find(recipient));
    std::vector<std::string> warnings = options.warnings;
    for (const auto& report : reports)
        for (const auto& warning : report.warnings)
            if (std::ranges::find(warnings, warning) == warnings.end())
                warnings.push_back(warning);
    for (const auto& warning : warnings)
        if (!options.quiet)
            say(errors, "warning: " + warning);
    const auto bad = std::ranges::find_if(reports, [](const auto& each) { return each.status() != ExitStatus::ok; });
    const auto status = bad == reports.end() ? ExitStatus::ok : bad->status();
    const auto shown = output.write(options.json ? route_json(reports, status) : route_text(reports));
    return shown ? status : ExitStatus::io_error; // nothing was sent: the report is all there is
}

} // namespace posthaste::app
