// SPDX-License-Identifier: MIT
// The receiving session against any client: the first line of the input is letters for settings and for what the host
// answers (support/server_rules.hpp), the rest is what the client sends, byte by byte and whole.
#include "support/server_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto end = std::min(input.find('\n'), input.size());
    const std::string_view all = input;
    const auto broken =
        posthaste::test::broken_server_rule(all.substr(0, end), all.substr(std::min(end + 1, all.size())));
    if (!broken.empty()) {
        std::fprintf(stderr, "broken: %s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
