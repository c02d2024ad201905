// SPDX-License-Identifier: MIT
#include "route_report.hpp"

#include "json_line.hpp"
#include "json_report.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

std::string alias_line(const config::AliasStep& step) {
    return fmt::format("{:{}}alias {} ({}): {}", "", 2 + 2 * step.depth, step.name, step.place,
                       fmt::join(step.targets, ", "));
}

std::string recipient_line(const RouteRecipient& recipient) {
    auto line = fmt::format("  to <{}>", recipient.address.text());
    if (config::is_command_or_file(recipient.address)) // no address, whatever it looks like
        line = fmt::format("  to {}", recipient.mailbox);
    else if (!recipient.mailbox.empty())
        line += fmt::format(", {}", recipient.mailbox);
    if (!recipient.qualified_by.empty())
        line += fmt::format(" ({})", recipient.qualified_by);
    if (recipient.error)
        line += fmt::format(": {}", recipient.error->message);
    return line;
}

std::string account_line(const RouteReport& report) {
    const auto name = report.account.empty() ? "server" : fmt::format("account {}, server", report.account);
    return fmt::format("  {} {} ({})", name, fmt::join(report.servers, " or "), report.chosen_by);
}

std::string verdict_line(const RouteReport& report) {
    if (report.error)
        return fmt::format("  undeliverable: {}", report.error->message);
    if (report.status() != ExitStatus::ok)
        return "  undeliverable";
    return report.recipients.empty() ? "  discarded" : "  deliverable";
}

std::vector<std::string> lines_of(const RouteReport& report) {
    std::vector<std::string> lines{report.asked};
    std::ranges::transform(report.aliases, std::back_inserter(lines), alias_line);
    if (report.sender)
        lines.push_back(fmt::format("  from <{}>", *report.sender));
    std::ranges::transform(report.recipients, std::back_inserter(lines), recipient_line);
    if (!report.servers.empty())
        lines.push_back(account_line(report));
    lines.push_back(verdict_line(report));
    return lines;
}

Json recipient_object(const RouteRecipient& recipient) {
    Json object{{"address", recipient.address.text()}};
    if (!recipient.qualified_by.empty())
        object["qualified_by"] = recipient.qualified_by;
    if (!recipient.mailbox.empty())
        object["mailbox"] = recipient.mailbox;
    if (recipient.error)
        object["error"] = error_object(*recipient.error);
    return object;
}

Json report_object(const RouteReport& report) {
    Json object{{"address", report.asked}, {"deliverable", report.status() == ExitStatus::ok}};
    for (const auto& step : report.aliases)
        object["aliases"].push_back(
            {{"name", step.name}, {"place", step.place}, {"targets", step.targets}, {"depth", step.depth}});
    object["recipients"] = Json::array();
    for (const auto& recipient : report.recipients)
        object["recipients"].push_back(recipient_object(recipient));
    if (report.discarded)
        object["discarded"] = true;
    if (report.sender)
        object["sender"] = *report.sender;
    if (!report.account.empty())
        object["account"] = report.account;
    if (!report.servers.empty()) {
        object["chosen_by"] = report.chosen_by;
        object["servers"] = report.servers;
    }
    if (report.error)
        object["error"] = error_object(*report.error);
    if (!report.warnings.empty())
        object["warnings"] = report.warnings;
    return object;
}

// A name that is nobody's is what RCPT would be refused for.
ExitStatus status_of(const Error& error) {
    return error.kind == ErrorKind::refused ? ExitStatus::no_user : exit_status_of(error.kind);
}

} // namespace

ExitStatus RouteReport::status() const {
    if (error)
        return status_of(*error);
    const auto bad = std::ranges::find_if(recipients, [](const auto& each) { return each.error.has_value(); });
    return bad == recipients.end() ? ExitStatus::ok : status_of(bad->error.value_or(Error{}));
}

std::string route_text(const std::vector<RouteReport>& reports) {
    std::string text;
    for (const auto& report : reports)
        for (const auto& line : lines_of(report))
            text += printable(line) + "\n";
    return text;
}

std::string route_json(const std::vector<RouteReport>& reports, ExitStatus status) {
    Json object{{"exit_status", static_cast<int>(status)}, {"addresses", Json::array()}};
    for (const auto& report : reports)
        object["addresses"].push_back(report_object(report));
    return json_line(object);
}

} // namespace posthaste::app
