// SPDX-License-Identifier: MIT
#include <posthaste/base/unnamed_file.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste {

namespace {

// File systems without O_TMPFILE (NFS, some overlays): a name that is gone at once.
Fd open_and_unlink(const std::string& directory) {
    std::string path = directory + "/posthaste-XXXXXX";
    Fd file{::mkostemp(path.data(), O_CLOEXEC)};
    if (file.valid())
        ::unlink(path.c_str());
    return file;
}

} // namespace

Result<Fd> open_unnamed_file(const std::vector<std::string>& directories) {
    std::string tried;
    int reason = ENOENT;
    for (const auto& directory : directories) {
        Fd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR)};
        if (!file.valid() && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
            file = open_and_unlink(directory);
        if (file.valid())
            return file;
        reason = errno;
        tried = directory;
    }
    return fail_errno(ErrorKind::cannot_create, fmt::format("cannot create a temporary file in {}", tried), reason);
}

std::vector<std::string> temporary_directories() {
    std::vector<std::string> directories{"/var/tmp", "/tmp"};
    const char* configured = std::getenv("TMPDIR");
    if (configured != nullptr && *configured == '/')
        directories.insert(directories.begin(), configured);
    return directories;
}

} // namespace posthaste
