// SPDX-License-Identifier: MIT
#include "srv_order.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace posthaste::net {

namespace {

// Whoever controls a name within the domain is trusted by the domain's owner; DNS alone proves nothing.
bool within(std::string_view host, std::string_view domain) {
    if (iequals(host, domain))
        return true;
    const bool longer = host.size() > domain.size() + 1;
    return longer && iequals(host.substr(host.size() - domain.size()), domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

struct Findings {
    std::vector<SubmissionServer> servers;
    std::string outside; // a target that is not used, as a URL
    bool not_offered = false;
};

void add(Findings& findings, const std::vector<SrvRecord>& records, const std::string& domain, bool implicit_tls) {
    for (const auto& record : records) {
        if (record.target == ".") // RFC 2782, RFC 6186 section 3.4
            findings.not_offered = true;
        else if (within(record.target, domain) && record.port != 0)
            findings.servers.push_back({{record.target, record.port, {}}, implicit_tls});
        else if (findings.outside.empty())
            findings.outside = fmt::format("{}://{}:{}", implicit_tls ? "smtps" : "smtp", record.target, record.port);
    }
}

std::unexpected<Error> none(const std::string& domain, const Findings& findings) {
    if (!findings.outside.empty())
        return fail(ErrorKind::config,
                    fmt::format("{0} names {1}, which is not within {0} and could be forged: if it is right, write"
                                " server = \"{1}\" into the configuration",
                                domain, findings.outside));
    if (findings.not_offered)
        return fail(ErrorKind::config, fmt::format("{} says that it has no server to submit mail to", domain));
    return fail(ErrorKind::config,
                fmt::format("{} names no server to submit mail to (SRV of _submissions._tcp or _submission._tcp): write"
                            " server = \"smtps://HOST\"",
                            domain));
}

} // namespace

std::vector<SrvRecord> in_order(std::vector<SrvRecord> records, const RandomUpTo& random_up_to) {
    const auto rank = [](const SrvRecord& record) { return std::tuple(record.priority, record.weight != 0); };
    std::ranges::stable_sort(records, {}, rank); // those of weight 0 first, so that they have a small chance
    for (auto first = records.begin(); first != records.end(); ++first) {
        const auto same = [&](const SrvRecord& other) { return other.priority == first->priority; };
        const auto end = std::find_if_not(first, records.end(), same);
        std::uint32_t sum = 0;
        for (auto at = first; at != end; ++at)
            sum += at->weight;
        const std::uint32_t chosen = random_up_to(sum);
        std::uint32_t running = 0;
        auto next = first;
        for (running = next->weight; running < chosen && next + 1 != end; running += next->weight)
            ++next;
        std::rotate(first, next, next + 1); // the others keep their order
    }
    return records;
}

Result<std::vector<SubmissionServer>> find_submission_servers(const std::string& domain, const SrvLookup& look_up,
                                                              const RandomUpTo& random_up_to, Deadline deadline) {
    Findings findings;
    for (const bool implicit_tls : {true, false}) {
        const auto* service = implicit_tls ? "_submissions" : "_submission";
        PH_ASSIGN(auto records, look_up(fmt::format("{}._tcp.{}", service, domain), deadline));
        add(findings, in_order(std::move(records), random_up_to), domain, implicit_tls);
    }
    if (findings.servers.empty())
        return none(domain, findings);
    return std::move(findings.servers);
}

} // namespace posthaste::net
