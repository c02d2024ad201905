// SPDX-License-Identifier: MIT
// The servers that a domain names for mail submission, by SRV records (RFC 2782, 6186 and 8314 section 5.1).
#pragma once

#include <posthaste/net/connect.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace posthaste::net {

struct SrvRecord {
    std::uint16_t priority = 0, weight = 0, port = 0;
    std::string target; // without the dot at its end; "." when the service is not offered (RFC 2782)
};

struct SubmissionServer {
    Endpoint endpoint;
    bool implicit_tls = false;
};

// Empty: the name has no such records. ErrorKind::connection, timeout.
using SrvLookup = std::function<Result<std::vector<SrvRecord>>(const std::string& name, Deadline deadline)>;
[[nodiscard]] Result<std::vector<SrvRecord>> look_up_srv(const std::string& name, Deadline deadline);

using RandomUpTo = std::function<std::uint32_t(std::uint32_t)>; // 0 to the number, both included
[[nodiscard]] std::uint32_t system_random_up_to(std::uint32_t most);

// Those with TLS from the start come first (RFC 8314 section 5.1), each kind in the order to try them. DNS can be
// forged: only servers within the domain are used, which the certificate then confirms (RFC 6186 section 6).
// ErrorKind::config when there is none, with what to do.
[[nodiscard]] Result<std::vector<SubmissionServer>> find_submission_servers(const std::string& domain,
                                                                            const SrvLookup& look_up,
                                                                            const RandomUpTo& random_up_to,
                                                                            Deadline deadline);

} // namespace posthaste::net
