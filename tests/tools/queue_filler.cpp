// SPDX-License-Identifier: MIT
// queue-filler DIRECTORY COUNT [BYTES]: puts COUNT messages of about BYTES into the queue of that directory
// ($XDG_STATE_HOME/posthaste/queue), each with a history of its own, for trying things with many. Not synced: it is
// about their number. SOURCE_DATE_EPOCH is the time of their arrival.
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/spool/queue.hpp>

#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;
using namespace posthaste::spool;

class UnsyncedFileOps final : public FileOps {
  public:
    Result<Fd> open(const std::string& path, int flags, mode_t mode) override { return real_.open(path, flags, mode); }
    Status write(int fd, std::string_view bytes) override { return real_.write(fd, bytes); }
    Status sync(int /*fd*/) override { return {}; }
    Status close(Fd fd) override { return real_.close(std::move(fd)); }
    Status sync_directory(const std::string& /*path*/) override { return {}; }
    Status make_directory(const std::string& path, mode_t mode) override { return real_.make_directory(path, mode); }
    Status link(const std::string& from, const std::string& to) override { return real_.link(from, to); }
    Status rename(const std::string& from, const std::string& to) override { return real_.rename(from, to); }
    Status unlink(const std::string& path) override { return real_.unlink(path); }
    Status truncate(int fd, off_t length) override { return real_.truncate(fd, length); }
    Result<struct stat> status(int fd) override { return real_.status(fd); }
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override {
        return real_.write_at(fd, offset, bytes);
    }
    Status link_unnamed(int fd, const std::string& to) override { return real_.link_unnamed(fd, to); }
    Result<bool> lock(int fd) override { return real_.lock(fd); }
    Result<struct stat> status_of(const std::string& path) override { return real_.status_of(path); }
    Result<std::vector<std::string>> names(const std::string& directory) override { return real_.names(directory); }

  private:
    SystemFileOps real_;
};

std::string message_of(std::size_t number, std::size_t bytes) {
    auto text = fmt::format("From: ann@a.test\r\nTo: bob{0}@b.test\r\nSubject: number {0}\r\n"
                            "Date: Wed, 25 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{0}@a.test>\r\n\r\n",
                            number);
    while (text.size() < bytes)
        text += "Good morning.\r\n";
    return text;
}

Result<Entry> entry_of(std::string_view message, std::size_t number, Time now) {
    Entry entry;
    entry.accepted = now;
    entry.route = "work";
    entry.settings = {{"account", "work"}};
    entry.domain = "a.test";
    PH_ASSIGN(entry.envelope.sender, mail::Address::make("ann", "a.test"));
    for (std::size_t i = 0; i <= number % 3; ++i) {
        PH_ASSIGN(auto recipient, mail::Address::make(fmt::format("bob{}", number + i), "b.test"));
        entry.envelope.recipients.push_back(std::move(recipient));
    }
    entry.facts.size_bytes = message.size();
    entry.facts.header_bytes = message.find("\r\n\r\n") + 4;
    return entry;
}

// As a server that is too busy leaves it.
std::vector<Event> history_of(std::size_t recipients, Time now) {
    Event tried{}, deferred{}, next{};
    tried.kind = EventKind::tried;
    tried.at = deferred.at = now;
    deferred.kind = EventKind::deferred;
    for (std::size_t i = 0; i < recipients; ++i)
        deferred.recipients.push_back(i);
    deferred.words = "451 4.3.2 Please try again later, we are busy with others";
    deferred.status = "4.3.2";
    deferred.remote = "mx.b.test:25";
    deferred.server_spoke = true;
    next.kind = EventKind::next;
    next.at = now + std::chrono::minutes{5};
    return {tried, deferred, next};
}

Status fill(const std::string& directory, std::size_t count, std::size_t bytes) {
    UnsyncedFileOps files;
    const SystemClock clock;
    SystemIdSource ids;
    Queue queue(directory, files, clock, ids);
    PH_TRY(queue.prepare());
    for (std::size_t number = 0; number < count; ++number) {
        const auto message = message_of(number, bytes);
        PH_ASSIGN(auto file, open_unnamed_file({queue.draft_directory()}));
        PH_TRY(write_all(file.get(), message));
        PH_ASSIGN(auto entry, entry_of(message, number, queue.now()));
        const auto events = history_of(entry.envelope.recipients.size(), queue.now());
        PH_TRY(queue.put(std::move(entry), std::move(file), events));
    }
    return {};
}

std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

int main(int argc, char** argv) {
    const auto count = argc > 2 ? number_in(argv[2]) : 0;
    if (count == 0) {
        (void)std::fputs("usage: queue-filler DIRECTORY COUNT [BYTES]\n", stderr);
        return 64;
    }
    const auto filled = fill(argv[1], count, argc > 3 ? number_in(argv[3]) : 0);
    if (!filled)
        (void)std::fprintf(stderr, "queue-filler: %s\n", filled.error().message.c_str());
    return filled ? 0 : 74;
}
