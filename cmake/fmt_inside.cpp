// SPDX-License-Identifier: MIT
// fmt compiled into the program, once: its header-only form in every file would double the time to compile them, and Debian
// has no static library of it. What the other files refer to is what vformat() and the formatter of dates lead to.
#define FMT_HEADER_ONLY 1
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace posthaste {
std::string formats_of_all(fmt::string_view format, fmt::format_args arguments, const std::tm& date);
std::string formats_of_all(fmt::string_view format, fmt::format_args arguments, const std::tm& date) {
    return fmt::vformat(format, arguments) + fmt::format("{:%Y-%m-%d}", date);
}
} // namespace posthaste
