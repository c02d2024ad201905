// SPDX-License-Identifier: MIT
#include "request.hpp"

namespace posthaste::cli {

Program program_named(std::string_view argv0) noexcept {
    const auto name = argv0.substr(argv0.rfind('/') + 1); // npos + 1 is 0
    if (name == "sendmail")
        return Program::sendmail;
    if (name == "mailq")
        return Program::mailq;
    if (name == "newaliases")
        return Program::newaliases;
    if (name == "runq")
        return Program::runq;
    return Program::posthaste;
}

} // namespace posthaste::cli
