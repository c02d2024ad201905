// SPDX-License-Identifier: MIT
// Bytes as a file without a name, for what reads by pread.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>

#include <cstdlib>
#include <string_view>
#include <sys/mman.h>

namespace posthaste::test {

[[nodiscard]] inline Fd file_of(std::string_view bytes) {
    Fd file{::memfd_create("message", MFD_CLOEXEC)};
    if (!file.valid() || !write_all(file.get(), bytes))
        std::abort();
    return file;
}

} // namespace posthaste::test
