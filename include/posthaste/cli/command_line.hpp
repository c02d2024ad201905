// SPDX-License-Identifier: MIT
// argv to plain options, and the use case they ask for. CLI11 is known here and nowhere else.
#pragma once

namespace posthaste::cli {

// The exit status of the whole program. argv as main() has it.
[[nodiscard]] int run(int argc, const char* const* argv);

} // namespace posthaste::cli
