// SPDX-License-Identifier: MIT
#include <posthaste/base/shared_library.hpp>

#include <dlfcn.h>
#include <fmt/format.h>

namespace posthaste {

Result<SharedLibrary> SharedLibrary::open(const char* soname) {
    if (void* handle = ::dlopen(soname, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE); handle != nullptr)
        return SharedLibrary(handle);
    const char* why = ::dlerror(); // NOLINT(concurrency-mt-unsafe): glibc keeps it for each thread
    return fail(ErrorKind::internal,
                fmt::format("{} cannot be loaded: {}; install it", soname, why == nullptr ? "no reason given" : why));
}

void* SharedLibrary::address(const char* name) const noexcept { return ::dlsym(handle_, name); }

} // namespace posthaste
