// SPDX-License-Identifier: MIT
// What a name server sends: whatever the bytes are, an error or records whose targets are host names.
#include "dns_answer.hpp"

#include <posthaste/base/text.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto records = posthaste::net::parse_srv_answer({data, size});
    if (!records)
        return 0;
    if (records->size() > 64)
        std::abort();
    for (const auto& record : *records) {
        const bool hostile = record.target.find_first_of(" /@:%\"\\") != std::string::npos;
        if (record.target.empty() || hostile || posthaste::has_control(record.target))
            std::abort();
    }
    return 0;
}
