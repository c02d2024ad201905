// SPDX-License-Identifier: MIT
#include "file_systems.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <sys/vfs.h>

namespace posthaste::spool {

namespace {

struct FileSystem {
    long type; // statfs(2)
    std::string_view name;
};

constexpr std::array unfit{
    FileSystem{0x6969, "NFS"},      FileSystem{0x517B, "SMB"},       FileSystem{0xFE534D42, "SMB"},
    FileSystem{0xFF534D42, "CIFS"}, FileSystem{0x5346414F, "AFS"},   FileSystem{0x73757245, "Coda"},
    FileSystem{0x01021997, "9P"},   FileSystem{0x013111A8, "IBRIX"},
};

} // namespace

std::string unfit_file_system(long type) noexcept {
    const auto* found = std::ranges::find(unfit, type, &FileSystem::type);
    return found == unfit.end() ? std::string{} : std::string(found->name);
}

std::string unfit_file_system(const std::string& path) {
    struct statfs info{};
    if (::statfs(path.c_str(), &info) != 0)
        return {}; // what follows will say what is wrong
    return unfit_file_system(static_cast<long>(info.f_type));
}

} // namespace posthaste::spool
