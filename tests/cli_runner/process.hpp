// SPDX-License-Identifier: MIT
// One run of a program with files as its three streams and exactly the environment given.
#pragma once

#include <string>
#include <vector>

namespace posthaste::test {

struct Run {
    std::string program;
    std::vector<std::string> arguments;   // without the program's name
    std::vector<std::string> environment; // NAME=value
    std::string directory;                // to run in
    std::string input;                    // paths
    std::string output, errors;           // paths, made anew
    bool input_closed = false;            // no stdin at all
};

// After all that it started has ended, too. Exit status; 128 and the signal's number for a program that was killed; -1
// when it could not be started.
[[nodiscard]] int run(const Run& run);

} // namespace posthaste::test
