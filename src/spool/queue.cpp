// SPDX-License-Identifier: MIT
#include "entry_file.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/spool/queue.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

// Neither a link of somebody's nor a FIFO is to be followed or waited for.
constexpr int entry_flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

// What open(2) says of links, directories, sockets and devices without a driver.
constexpr std::array no_file_errors{ELOOP, EISDIR, ENXIO, ENODEV};

bool is_gone(const Error& error) noexcept { return error.os_errno == ENOENT; }

bool is_no_file(const Error& error) noexcept {
    return std::ranges::find(no_file_errors, error.os_errno) != no_file_errors.end();
}

bool same_file(const struct stat& one, const struct stat& other) noexcept {
    return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

constexpr std::size_t longest_kept_name = 200; // in corrupt/: of 255 that there are, some are for what is added

Error unfit(std::string_view what) { return {ErrorKind::data, std::string(what), 0}; }

Status check_kind(const struct stat& info) {
    if (!S_ISREG(info.st_mode))
        return std::unexpected(unfit("it is not a regular file"));
    return {};
}

std::vector<Event> without_words(std::vector<Event> events) {
    for (auto& event : events)
        if (event.kind == EventKind::deferred)
            event.words.clear();
    return events;
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

Result<std::optional<Fd>> Queue::open_entry(Place place, const Name& name, int access) const {
    auto file = files_.open(path(place, name), access | entry_flags, 0);
    if (!file && is_gone(file.error()))
        return std::nullopt;
    if (!file && is_no_file(file.error()))
        return std::unexpected(unfit("it is not a regular file"));
    if (!file)
        return std::unexpected(std::move(file).error());
    return std::optional{*std::move(file)};
}

Result<std::optional<Fd>> Queue::open_content(Place place, const Name& name) const {
    PH_ASSIGN(auto file, open_entry(place, name, O_RDONLY));
    if (!file)
        return std::nullopt;
    PH_ASSIGN(const auto info, files_.status(file->get()));
    PH_TRY(check_kind(info));
    return file;
}

Result<std::optional<Seen>> Queue::look(Place place, const Name& name) const {
    PH_ASSIGN(const auto file, open_content(place, name));
    if (!file)
        return std::nullopt;
    PH_ASSIGN(const auto info, files_.status(file->get()));
    PH_ASSIGN(auto tail, read_tail(file->get(), name.content_bytes, static_cast<std::uint64_t>(info.st_size)));
    return Seen{name, std::move(tail.entry), std::move(tail.state)};
}

// The name may have gone to another file, or to none, before the lock was ours.
Result<std::optional<Claim>> Queue::claim(Place place, const Name& name) {
    PH_ASSIGN(auto file, open_entry(place, name, O_RDWR));
    if (!file)
        return std::nullopt;
    PH_ASSIGN(const bool locked, files_.lock(file->get()));
    if (!locked)
        return std::nullopt;
    PH_ASSIGN(const auto ours, files_.status(file->get()));
    PH_TRY(check_kind(ours));
    const auto named = files_.status_of(path(place, name));
    if (!named && !is_gone(named.error()))
        return std::unexpected(named.error());
    if (!named || !same_file(*named, ours))
        return std::nullopt;
    PH_ASSIGN(auto tail, read_tail(file->get(), name.content_bytes, static_cast<std::uint64_t>(ours.st_size)));
    Claim claim;
    claim.name = name;
    claim.entry = std::move(tail.entry);
    claim.state = std::move(tail.state);
    claim.file_ = *std::move(file);
    claim.journal_begin_ = tail.journal_begin;
    claim.journal_end_ = tail.journal_end;
    claim.synced_bytes_ = tail.synced_bytes;
    return claim;
}

Status Queue::append(Claim& claim, const std::vector<Event>& events, bool sync) {
    const auto tail_bytes = claim.journal_end_ - claim.name.content_bytes;
    const auto kept = tail_bytes < wordy_tail_bytes ? events : without_words(events);
    const auto text = write_events(kept, claim.synced_bytes_);
    PH_ASSIGN(const auto info, files_.status(claim.file_.get()));
    const auto end = static_cast<off_t>(claim.journal_end_);
    if (info.st_size < end)
        return fail(ErrorKind::data, fmt::format("{} has become shorter", claim.name.text()));
    if (tail_bytes + text.size() > max_tail_bytes) // it could not be read again
        return fail_errno(ErrorKind::no_space, fmt::format("the journal of {} is full", claim.name.text()), EFBIG);
    if (info.st_size > end) // torn, or half-written by a try of ours that failed
        PH_TRY(files_.truncate(claim.file_.get(), end));
    if (auto written = files_.write_at(claim.file_.get(), claim.journal_end_, text); !written) {
        (void)files_.truncate(claim.file_.get(), end); // else the next one does it
        return with_context(path(Place::queue, claim.name), std::move(written).error());
    }
    claim.journal_end_ += text.size();
    for (const auto& event : kept)
        apply(claim.state, event);
    if (!sync)
        return {};
    PH_TRY(files_.sync(claim.file_.get()));
    claim.synced_bytes_ = claim.journal_end_ - claim.journal_begin_;
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

// Where the disk keeps no order, a power cut can leave an entry both names: rename(2) would do nothing then.
Status Queue::move(Claim& claim, Place from, Place to) {
    PH_TRY(prepare());
    const auto target = path(to, claim.name);
    PH_ASSIGN(const auto ours, files_.status(claim.file_.get()));
    const auto other = files_.status_of(target);
    if (!other && !is_gone(other.error()))
        return std::unexpected(other.error());
    if (other && !same_file(*other, ours))
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot create {}", target), EEXIST);
    PH_TRY(other ? files_.unlink(path(from, claim.name)) : files_.rename(path(from, claim.name), target));
    PH_TRY(files_.sync_directory(path(to)));
    return files_.sync_directory(path(from));
}

Status Queue::set_aside(const std::string& name, std::string_view why) {
    PH_TRY(prepare());
    if (name.empty() || name == "." || name == ".." || name.contains('/'))
        return fail(ErrorKind::data, fmt::format("\"{}\" is no name in the queue", name));
    const auto corrupt = directory_ + "/corrupt";
    auto to = fmt::format("{}/{}", corrupt, name.substr(0, longest_kept_name));
    if (files_.status_of(to)) // an earlier one
        to += '.' + ids_.unique_id();
    if (auto moved = files_.rename(fmt::format("{}/{}", path(Place::queue), name), to); !moved)
        return is_gone(moved.error()) ? Status{} : moved; // another was faster
    // The reason is for people: that it can be written is not what matters.
    if (auto file = files_.open(to + ".why", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR)) {
        (void)files_.write(file->get(), fmt::format("{}\n", why));
        (void)files_.sync(file->get());
    }
    PH_TRY(files_.sync_directory(corrupt));
    return files_.sync_directory(path(Place::queue));
}

} // namespace posthaste::spool
