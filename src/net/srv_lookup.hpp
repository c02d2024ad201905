// SPDX-License-Identifier: MIT
// The steps of look_up_srv(), for name servers other than the system's.
#pragma once

#include <posthaste/net/srv.hpp>

#include <functional>
#include <resolv.h>
#include <string>
#include <vector>

namespace posthaste::net {

using SrvAnswer = Result<std::vector<SrvRecord>>;
using SrvQuestion = std::function<SrvAnswer(const std::string& name)>; // may take longer than anybody waits

// Asks those of the state. Empty: there is no such name, or it has no such records.
[[nodiscard]] SrvAnswer ask_name_servers(struct __res_state& state, const std::string& name);
// In a thread that is left behind when the time is up: what the question refers to must outlive it.
[[nodiscard]] SrvAnswer ask_until(Deadline deadline, const SrvQuestion& question, const std::string& name);

} // namespace posthaste::net
