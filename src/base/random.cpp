// SPDX-License-Identifier: MIT
#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/random.hpp>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <span>
#include <string_view>
#include <sys/random.h>

namespace posthaste {

namespace {

constexpr int our_fault = 70; // EX_SOFTWARE of sysexits(3)

// Where a filter of system calls forbids getrandom(2).
bool read_device(std::span<char> bytes) {
    const Fd device{::open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    return device.valid() && read_some(device.get(), bytes) == bytes.size();
}

// Names that another may have too lose messages: there is no way to go on.
[[noreturn]] void give_up() {
    (void)write_all(STDERR_FILENO,
                    "posthaste: the system gives no random numbers, neither by getrandom nor /dev/urandom\n");
    std::_Exit(our_fault);
}

} // namespace

std::string SystemIdSource::unique_id() {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<char, 26> bytes{};
    // up to 256 bytes come whole or not at all (getrandom(2))
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()) && !read_device(bytes))
        give_up();
    std::string text;
    for (const char byte : bytes)
        text += alphabet[static_cast<unsigned char>(byte) & 31U];
    return text;
}

} // namespace posthaste
