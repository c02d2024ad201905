// SPDX-License-Identifier: MIT
#include <posthaste/base/error.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <system_error>

namespace posthaste {

std::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return std::unexpected(Error{kind, std::move(message), 0});
}

std::unexpected<Error> fail_errno(ErrorKind kind, std::string_view what, int os_errno) {
    if (os_errno == ENOSPC || os_errno == EDQUOT)
        kind = ErrorKind::no_space;
    return std::unexpected(
        Error{kind, fmt::format("{}: {}", what, std::generic_category().message(os_errno)), os_errno});
}

std::unexpected<Error> with_context(std::string_view context, Error error) {
    error.message = fmt::format("{}: {}", context, error.message);
    return std::unexpected(std::move(error));
}

} // namespace posthaste
