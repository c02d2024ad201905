// SPDX-License-Identifier: MIT
// A queue to look at: entries with a history, and what the commands say of them.
#pragma once

#include "queue_desk.hpp"
#include "unit/config/temporary_files.hpp"
#include "unit/delivery/local_fakes.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <gmock/gmock.h>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

using spool::EventKind;
using spool::Fate;
using spool::Place;

class QueueTest : public testing::Test {
  protected:
    struct Said {
        ExitStatus status;
        std::string out, errors;
    };

    QueueTest() { EXPECT_TRUE(queue_.prepare()); }

    static spool::Event event(EventKind kind, spool::Time at, std::vector<std::size_t> recipients = {},
                              std::string words = {}) {
        const bool spoke = !words.empty() && words.front() >= '0' && words.front() <= '9';
        return {kind, at, std::move(recipients), std::move(words), {}, spoke ? "mx.b.test:25" : "", spoke};
    }

    // Accepted now; its id.
    std::string put(const std::vector<std::string>& recipients = {"bob@b.test"},
                    const std::vector<spool::Event>& events = {}, const std::string& route = "work") {
        auto entry = spool::entry_of(content_, recipients);
        entry.accepted = queue_.now();
        entry.route = route;
        auto claim = queue_.put(entry, spool::content_in(queue_.draft_directory(), content_), events);
        EXPECT_TRUE(claim) << claim.error().message;
        clock_.at += std::chrono::milliseconds{1}; // so that they are sorted as they came
        return claim->name.id;
    }
    // Given up, told to its sender.
    std::string put_failed(const std::vector<std::string>& recipients = {"bob@b.test"}) {
        const auto id = put(recipients, {event(EventKind::tried, queue_.now()),
                                         event(EventKind::failed, queue_.now(), {0}, "550 5.1.1 no such user"),
                                         event(EventKind::told, queue_.now(), {0})});
        auto claim = claimed(id);
        EXPECT_TRUE(queue_.move(claim, Place::queue, Place::failed));
        return id;
    }

    spool::Name name_of(const std::string& id) const { return {id, content_.size()}; }
    spool::Claim claimed(const std::string& id, Place place = Place::queue) {
        return queue_.claim(place, name_of(id)).value().value();
    }
    std::optional<spool::Seen> seen(const std::string& id, Place place = Place::queue) {
        return queue_.look(place, name_of(id)).value();
    }
    void damage(const std::string& id, Place place = Place::queue) const {
        const auto* part = place == Place::queue ? "queue" : "failed";
        std::filesystem::resize_file(fmt::format("{}/{}/{}", directory_.queue(), part, name_of(id).text()),
                                     content_.size() + 10);
    }

    Said run(QueueUseCase use_case, const QueueOptions& options, const std::optional<std::string>& answer = {}) {
        StringSink out, errors;
        MemorySource answers(answer ? std::string_view(*answer) : std::string_view{});
        const QueueDesk desk{queue_,    accounts_, clock_,   out,           errors, answer ? &answers : nullptr,
                             terminal_, colour_,   columns_, "/nonexistent"};
        const auto status = at_desk(desk, options, use_case);
        return {status, out.text, errors.text};
    }

    std::string content_ = "Subject: x\r\n\r\ntext\r\n";
    bool terminal_ = false, colour_ = false;
    std::size_t columns_ = 0;
    spool::SpoolDirectory directory_;
    delivery::FailingFileOps files_;
    spool::ManualClock clock_;
    spool::CountingIds ids_;
    spool::Queue queue_{directory_.queue(), files_, clock_, ids_};
    spool::AccountStates accounts_{directory_.queue(), files_, ids_};
};

inline QueueOptions of_ids(std::vector<std::string> ids) {
    QueueOptions options;
    options.ids = std::move(ids);
    return options;
}

inline QueueOptions of_all() {
    QueueOptions options;
    options.all = true;
    return options;
}

} // namespace posthaste::app
