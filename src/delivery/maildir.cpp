// SPDX-License-Identifier: MIT
#include "local_content.hpp"

#include <posthaste/delivery/maildir.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>

namespace posthaste::delivery {

namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;

Status write_message(FileOps& files, Fd file, const mail::PreparedMessage& message) {
    FileSink sink(files, file.get());
    PH_TRY(sink.write(return_path(message.envelope)));
    PH_TRY(copy_with_lf(message, sink));
    PH_TRY(files.sync(file.get()));
    return files.close(std::move(file)); // NFS may report a full disk only here
}

Status write_temporary(FileOps& files, const std::string& path, const mail::PreparedMessage& message) {
    PH_ASSIGN(Fd file, files.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, private_file));
    auto written = write_message(files, std::move(file), message);
    if (!written)
        (void)files.unlink(path); // what stays behind is removed by mail readers after 36 hours (maildir(5))
    return written;
}

// link, not rename: it never replaces a file. A message whose directory entry may not last is taken out again, since
// its sender will be told that it was not delivered.
Status publish(FileOps& files, const std::string& directory, const std::string& temporary, const std::string& name) {
    const auto path = fmt::format("{}/{}", directory, name);
    PH_TRY(files.link(temporary, path));
    auto synced = files.sync_directory(directory);
    if (!synced)
        (void)files.unlink(path);
    return synced;
}

Status deliver_once(FileOps& files, const std::string& maildir, const std::string& name,
                    const mail::PreparedMessage& message) {
    const auto temporary = fmt::format("{}/tmp/{}", maildir, name);
    PH_TRY(write_temporary(files, temporary, message));
    auto published = publish(files, maildir + "/new", temporary, name);
    (void)files.unlink(temporary); // delivered or not, it is of no further use
    return published;
}

Status make_maildir(FileOps& files, const std::string& maildir) {
    PH_TRY(files.make_directory(maildir, private_directory));
    for (const auto* part : {"/tmp", "/new", "/cur"})
        PH_TRY(files.make_directory(maildir + part, private_directory));
    PH_TRY(files.sync_directory(maildir));
    const auto parent = std::filesystem::path(maildir).parent_path();
    return files.sync_directory(parent.empty() ? "." : parent.string());
}

} // namespace

std::string maildir_name(std::chrono::system_clock::time_point now, std::string_view unique, std::string_view host) {
    std::string name = fmt::format("{}.{}.", std::chrono::system_clock::to_time_t(now), unique);
    for (const char c : host) {
        if (c == '/')
            name += "\\057";
        else if (c == ':')
            name += "\\072";
        else
            name += c;
    }
    return name;
}

Status deliver_to_maildir(FileOps& files, const std::string& maildir, const std::string& file_name,
                          const mail::PreparedMessage& message) {
    auto delivered = deliver_once(files, maildir, file_name, message);
    if (delivered || delivered.error().os_errno != ENOENT)
        return delivered;
    PH_TRY(make_maildir(files, maildir));
    return deliver_once(files, maildir, file_name, message);
}

} // namespace posthaste::delivery
