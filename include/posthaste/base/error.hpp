// SPDX-License-Identifier: MIT
// How failure travels: as values. An Error says that we could not do the work; what a server answers is not an
// Error but an outcome (smtp/session.hpp), and a bug is an assert.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace posthaste {

// The kinds a caller decides by; app/exit_status.hpp gives each its sysexits number.
enum class ErrorKind : std::uint8_t {
    usage,         // the command line is wrong
    config,        // the configuration is wrong or missing
    data,          // the message or an address is unusable
    no_input,      // an input file cannot be read
    no_host,       // the host name does not exist
    refused,       // refused for good, by us or the peer
    internal,      // our fault
    cannot_create, // an output file cannot be created
    io,            // reading or writing failed
    connection,    // could not connect, or the connection was lost
    timeout,       // a deadline passed
    no_space,      // disk full or quota
    protocol,      // the peer broke the protocol
    tls,           // the TLS handshake failed for a reason other than trust
    trust,         // the certificate is not to be trusted
    auth,          // authentication refused or impossible
    interrupted,   // a signal came: given up, to be tried again
};

// message: for people, lower case, no full stop, the offending value in it; may hold text from outside raw, so it is
// passed through printable() (base/text.hpp) when shown.
struct Error {
    ErrorKind kind;
    std::string message;
    int os_errno = 0;
};

template <typename T> using Result = std::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] std::unexpected<Error> fail(ErrorKind kind, std::string message);
// message becomes "what: text of errno". ENOSPC and EDQUOT become ErrorKind::no_space whatever `kind` says.
[[nodiscard]] std::unexpected<Error> fail_errno(ErrorKind kind, std::string_view what, int os_errno);
// The same error with "context: " put before its message.
[[nodiscard]] std::unexpected<Error> with_context(std::string_view context, Error error);

} // namespace posthaste

// Return early with the error of an expression. Two macros, no statement expressions.
#define PH_TRY(expression)                                                                                             \
    do {                                                                                                               \
        if (auto ph_status = (expression); !ph_status)                                                                 \
            return std::unexpected(std::move(ph_status).error());                                                      \
    } while (false)
#define PH_CONCAT_INNER(a, b) a##b
#define PH_CONCAT(a, b) PH_CONCAT_INNER(a, b)
#define PH_ASSIGN_INNER(name, declaration, expression)                                                                 \
    auto name = (expression);                                                                                          \
    if (!name)                                                                                                         \
        return std::unexpected(std::move(name).error());                                                               \
    declaration = *std::move(name)
#define PH_ASSIGN(declaration, expression) PH_ASSIGN_INNER(PH_CONCAT(ph_result_, __LINE__), declaration, expression)
