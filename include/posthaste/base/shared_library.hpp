// SPDX-License-Identifier: MIT
// A library that few messages need, mapped when the first of them does: to relocate it at every start costs as much as
// the program's own work. Once mapped it stays, so that opening it again is cheap. Nothing here checks that a name has
// the type it is asked for: take that from the library's own header, as in find<decltype(idn2_free)>("idn2_free").
#pragma once

#include <posthaste/base/error.hpp>

namespace posthaste {

class SharedLibrary {
  public:
    // soname: as the linker would note it ("libidn2.so.0"), looked for where the system keeps libraries.
    // ErrorKind::internal, with the linker's words, when it is not there.
    [[nodiscard]] static Result<SharedLibrary> open(const char* soname);

    // A function or an object of the library; null when it has none of that name.
    template <typename Type> [[nodiscard]] Type* find(const char* name) const noexcept {
        return reinterpret_cast<Type*>(address(name));
    }

  private:
    explicit SharedLibrary(void* handle) noexcept : handle_(handle) {}
    [[nodiscard]] void* address(const char* name) const noexcept;

    void* handle_;
};

} // namespace posthaste
