// SPDX-License-Identifier: MIT
#include "check_report.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/delivery/tls_report.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

constexpr std::size_t indent = 30; // where what is said about a step begins

class Lines {
  public:
    void head(std::string_view remote) { text_ += printable(remote) + "\n"; }
    void step(const CheckStep& step) {
        const auto time = step.took ? fmt::format("{} ms", step.took->count() / 1000) : std::string{};
        line(fmt::format("  {:<8} {:<9} {:>8}", name(step.state), step.name, time), step.about);
    }
    void more(std::string_view label, std::string_view what) { line({}, fmt::format("{}{}", label, what)); }
    std::string take() { return std::move(text_); }

  private:
    void line(std::string_view left, std::string_view right) {
        auto whole = fmt::format("{:<{}}{}", left, indent, printable(right));
        whole.erase(whole.find_last_not_of(' ') + 1);
        text_ += whole + "\n";
    }

    std::string text_;
};

void add_chain(Lines& lines, const net::TlsPeer& tls, TimePoint now) {
    for (const auto& line : delivery::chain_lines(tls.chain, std::chrono::system_clock::to_time_t(now)))
        lines.more("", line);
}

void add_extensions(Lines& lines, const std::vector<Extension>& extensions) {
    for (const auto& each : extensions) {
        const auto offer = each.parameters.empty() ? each.keyword : fmt::format("{} {}", each.keyword, each.parameters);
        lines.more(offer, each.meaning.empty() ? std::string{} : fmt::format(": {}", each.meaning));
    }
}

void add_reply(Lines& lines, const smtp::Reply& reply) {
    for (const auto& line : reply.lines)
        lines.more("server: ", fmt::format("{} {}", reply.code, line));
}

// RFC 3207 section 4.2: what was offered before TLS counts no more once it is offered anew.
bool offers_anew(const CheckedServer& server, const CheckStep& step) {
    const auto other = std::find_if(server.steps.rbegin(), server.steps.rend(),
                                    [](const auto& each) { return !each.extensions.empty(); });
    return other != server.steps.rend() && !step.extensions.empty() && &*other != &step;
}

void add_offer(Lines& lines, const CheckedServer& server, const CheckStep& step) {
    if (offers_anew(server, step))
        lines.more("", fmt::format("{} extensions without TLS; those with TLS stand below", step.extensions.size()));
    else
        add_extensions(lines, step.extensions);
}

void add_step(Lines& lines, const CheckedServer& server, const CheckStep& step, TimePoint now) {
    lines.step(step);
    for (const auto& note : step.notes)
        lines.more("", note);
    add_offer(lines, server, step);
    if (step.tls)
        add_chain(lines, *step.tls, now);
    if (step.state == StepState::ok)
        return;
    if (step.error)
        lines.more("cause: ", step.error->message);
    if (step.reply)
        add_reply(lines, *step.reply);
    if (!step.next.empty())
        lines.more("next: ", step.next);
}

} // namespace

std::string check_text(const std::vector<CheckedServer>& servers, TimePoint now) {
    Lines lines;
    for (const auto& server : servers) {
        lines.head(server.remote);
        for (const auto& step : server.steps)
            add_step(lines, server, step, now);
        for (const auto& warning : server.warnings)
            lines.more("warning: ", warning);
    }
    return lines.take();
}

} // namespace posthaste::app
