// SPDX-License-Identifier: MIT
#include "entry_file.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/spool/queue.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

// Neither a link of somebody's nor a FIFO is to be followed or waited for.
constexpr int entry_flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

bool is_gone(const Error& error) noexcept { return error.os_errno == ENOENT; }

Error unfit(std::string_view what) { return {ErrorKind::data, std::string(what), 0}; }

Status check_kind(const struct stat& info) {
    if (!S_ISREG(info.st_mode))
        return std::unexpected(unfit("it is not a regular file"));
    return {};
}

} // namespace

Time Queue::now() const { return std::chrono::floor<std::chrono::microseconds>(clock_.now()); }

std::string Queue::path(Place place) const {
    return fmt::format("{}/{}", directory_, place == Place::queue ? "queue" : "failed");
}

std::string Queue::path(Place place, const Name& name) const { return fmt::format("{}/{}", path(place), name.text()); }

Result<std::vector<Name>> Queue::names(Place place) const {
    auto all = files_.names(path(place));
    if (!all && is_gone(all.error()))
        return std::vector<Name>{};
    if (!all)
        return std::unexpected(std::move(all).error());
    std::vector<Name> found;
    for (const auto& text : *all) {
        if (auto name = parse_name(text))
            found.push_back(*std::move(name));
    }
    std::ranges::sort(found);
    return found;
}

Result<std::vector<std::string>> Queue::foreign_names() const {
    auto all = files_.names(path(Place::queue));
    if (!all && is_gone(all.error()))
        return std::vector<std::string>{};
    if (all)
        std::erase_if(*all, [](const auto& text) { return parse_name(text).has_value(); });
    return all;
}

Result<std::optional<Seen>> Queue::look(Place place, const Name& name) const {
    auto file = files_.open(path(place, name), O_RDONLY | entry_flags, 0);
    if (!file && is_gone(file.error()))
        return std::nullopt;
    if (!file && file.error().os_errno == ELOOP)
        return std::unexpected(unfit("it is a link"));
    if (!file)
        return std::unexpected(std::move(file).error());
    PH_ASSIGN(const auto info, files_.status(file->get()));
    PH_TRY(check_kind(info));
    PH_ASSIGN(auto tail, read_tail(file->get(), name.content_bytes, static_cast<std::uint64_t>(info.st_size)));
    return Seen{name, std::move(tail.entry), std::move(tail.state)};
}

// The name may have gone to another file, or to none, before the lock was ours.
Result<std::optional<Claim>> Queue::claim(Place place, const Name& name) {
    const auto where = path(place, name);
    auto file = files_.open(where, O_RDWR | entry_flags, 0);
    if (!file && is_gone(file.error()))
        return std::nullopt;
    if (!file && (file.error().os_errno == ELOOP || file.error().os_errno == EISDIR))
        return std::unexpected(unfit("it is not a regular file"));
    if (!file)
        return std::unexpected(std::move(file).error());
    PH_ASSIGN(const bool locked, files_.lock(file->get()));
    if (!locked)
        return std::nullopt;
    PH_ASSIGN(const auto ours, files_.status(file->get()));
    PH_TRY(check_kind(ours));
    const auto named = files_.status_of(where);
    if (!named && !is_gone(named.error()))
        return std::unexpected(named.error());
    if (!named || named->st_ino != ours.st_ino || named->st_dev != ours.st_dev)
        return std::nullopt;
    PH_ASSIGN(auto tail, read_tail(file->get(), name.content_bytes, static_cast<std::uint64_t>(ours.st_size)));
    Claim claim;
    claim.name = name;
    claim.entry = std::move(tail.entry);
    claim.state = std::move(tail.state);
    claim.file_ = *std::move(file);
    claim.journal_end_ = tail.journal_end;
    return claim;
}

Status Queue::append(Claim& claim, const std::vector<Event>& events, bool sync) {
    const auto text = write_events(events);
    PH_ASSIGN(const auto info, files_.status(claim.file_.get()));
    const auto end = static_cast<off_t>(claim.journal_end_);
    if (info.st_size > end) // torn, or half-written by a try of ours that failed
        PH_TRY(files_.truncate(claim.file_.get(), end));
    if (auto written = files_.write_at(claim.file_.get(), claim.journal_end_, text); !written) {
        (void)files_.truncate(claim.file_.get(), end); // else the next one does it
        return with_context(path(Place::queue, claim.name), std::move(written).error());
    }
    if (sync)
        PH_TRY(files_.sync(claim.file_.get()));
    claim.journal_end_ += text.size();
    for (const auto& event : events)
        apply(claim.state, event);
    return {};
}

Status Queue::verify(const Claim& claim) const {
    PH_ASSIGN(const auto found, content_digest(claim.file_.get(), claim.name.content_bytes));
    if (found != claim.entry.content_sha256)
        return fail(ErrorKind::data, "the message is not the one that was accepted: its checksum differs");
    return {};
}

Status Queue::remove(Place place, const Claim& claim) {
    PH_TRY(files_.unlink(path(place, claim.name)));
    return files_.sync_directory(path(place));
}

Status Queue::move(Claim& claim, Place from, Place to) {
    PH_TRY(prepare());
    PH_TRY(files_.rename(path(from, claim.name), path(to, claim.name)));
    PH_TRY(files_.sync_directory(path(to)));
    return files_.sync_directory(path(from));
}

Status Queue::set_aside(const std::string& name, std::string_view why) {
    PH_TRY(prepare());
    const auto corrupt = directory_ + "/corrupt";
    auto to = fmt::format("{}/{}", corrupt, name);
    if (files_.status_of(to)) // an earlier one
        to += '.' + ids_.unique_id();
    PH_TRY(files_.rename(fmt::format("{}/{}", path(Place::queue), name), to));
    // The reason is for people: that it can be written is not what matters.
    if (auto file = files_.open(to + ".why", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR)) {
        (void)files_.write(file->get(), fmt::format("{}\n", why));
        (void)files_.sync(file->get());
    }
    PH_TRY(files_.sync_directory(corrupt));
    return files_.sync_directory(path(Place::queue));
}

} // namespace posthaste::spool
