// SPDX-License-Identifier: MIT
// A queue on a disk whose power is cut, and what is left of it, looked at by a queue that knows nothing.
#pragma once

#include "power_cut_files.hpp"
#include "spool_fakes.hpp"

#include <set>

namespace posthaste::spool {

inline const std::string disk_message = "Subject: x\r\n\r\n" + std::string(100, 't') + "\r\n";

// Where thousands of small files are made sooner, if there is such a place.
inline std::string disk_parent() {
    return ::access("/dev/shm", W_OK) == 0 ? std::string("/dev/shm") : ::testing::TempDir();
}

struct Disk {
    SpoolDirectory directory{disk_parent()};
    PowerCutFileOps files{directory.path()};
    ManualClock clock;
    CountingIds ids;
    Queue queue{directory.queue(), files, clock, ids};

    // Drafts are made before and outside of what fails.
    Result<Claim> put(const std::vector<Event>& events = {}) {
        auto entry = entry_of(disk_message, {"bob@b.test", "eve@b.test"});
        entry.accepted = queue.now();
        return queue.put(entry, content_in(directory.path() + "/drafts", disk_message), events);
    }
};

// What is left, on a disk that works.
struct Remains {
    Remains(const Disk& disk, Left left, DiskModel::Random& random) : ids(disk.ids) {
        disk.files.model.restore(directory.path(), left, random);
    }

    SpoolDirectory directory{disk_parent()};
    PowerCutFileOps files{directory.path()}; // which syncs nothing, and is the quicker for it
    ManualClock clock;
    CountingIds ids;
    Queue queue{directory.queue(), files, clock, ids};

    [[nodiscard]] std::vector<Name> names(Place place) const { return queue.names(place).value(); }
    [[nodiscard]] std::vector<std::string> in(const std::string& part) {
        return files.names(directory.queue() + part).value_or(std::vector<std::string>{});
    }
    // Claims it whole, or says why not.
    std::optional<Claim> whole(Place place, const Name& name) {
        auto claim = queue.claim(place, name);
        if (!claim || !*claim) {
            ADD_FAILURE() << name.text() << ": " << (claim ? "none" : claim.error().message);
            return std::nullopt;
        }
        EXPECT_TRUE(queue.verify(**claim));
        EXPECT_EQ((*claim)->entry.envelope.recipients.size(), 2U);
        return *std::move(claim);
    }
    // Everything goes on: a message is taken, and what was left in tmp/ goes when it is old.
    void expect_usable() {
        ASSERT_TRUE(queue.prepare());
        const auto before = names(Place::queue).size();
        auto entry = entry_of(disk_message, {"bob@b.test", "eve@b.test"});
        entry.accepted = queue.now();
        const auto claim = queue.put(entry, content_in(directory.path() + "/drafts", disk_message));
        ASSERT_TRUE(claim) << claim.error().message;
        EXPECT_EQ(names(Place::queue).size(), before + 1);
        clock.at = std::chrono::system_clock::now(); // by which files have their age
        const auto left = in("/tmp");
        queue.sweep();
        EXPECT_EQ(in("/tmp"), left) << "they are young";
        clock.at += std::chrono::hours{37};
        queue.sweep();
        EXPECT_TRUE(in("/tmp").empty());
    }
};

// Every way in which a cut can leave the disk: look is called with what is left of it.
template <typename Look> void for_each_remains(const Disk& disk, unsigned seed, Look look, int draws = 30) {
    DiskModel::Random random(seed + 1);
    for (int i = 0; i < draws + 2; ++i) {
        Remains remains(disk, i == 0 ? Left::synced : i == 1 ? Left::written : Left::part, random);
        SCOPED_TRACE(fmt::format("cut after {}, way {}", seed, i));
        look(remains);
        if (::testing::Test::HasFailure())
            return;
    }
}

} // namespace posthaste::spool
