// SPDX-License-Identifier: MIT
#include "queue_fakes.hpp"
#include "queue_selection.hpp"

namespace posthaste::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<spool::Name> names{{"3ocdaaaaaaaaaaaa", 5}, {"3ocdbbbbbbbbbbbb", 5}, {"4ocdaaaaaaaaaaaa", 5}};

std::vector<std::string> ids_of(const QueueSelection& selection) {
    std::vector<std::string> ids;
    for (const auto& name : selection.names())
        ids.push_back(name.id);
    return ids;
}

Result<QueueSelection> select(const std::vector<std::string>& ids) {
    return QueueSelection::make(of_ids(ids), names, {});
}

TEST(QueueSelection, TakesIdsAndTheirBeginnings) {
    EXPECT_THAT(ids_of(*select({"4ocd", "3ocdbbbbbbbbbbbb", "4ocdaaaaa"})),
                ElementsAre("3ocdbbbbbbbbbbbb", "4ocdaaaaaaaaaaaa"));
    EXPECT_THAT(ids_of(*select({})), ElementsAre(names[0].id, names[1].id, names[2].id));
}

TEST(QueueSelection, TellsWhatNobodyHas) {
    const auto selection = select({"4ocd", "5ocd", "3ocdc", "4ocdaaaaaaaaaaaa2"});
    EXPECT_THAT(ids_of(*selection), ElementsAre("4ocdaaaaaaaaaaaa"));
    EXPECT_THAT(selection->missing(), ElementsAre("5ocd", "3ocdc", "4ocdaaaaaaaaaaaa2"));
}

TEST(QueueSelection, RefusesWhatIsNoIdOrSeveral) {
    for (const auto* text : {"", "4oc", "4OCD", "../../etc/passwd", "4ocd*", "4oc0"}) {
        const auto selection = select({text});
        ASSERT_FALSE(selection) << text;
        EXPECT_EQ(selection.error().kind, ErrorKind::usage);
        EXPECT_THAT(selection.error().message, HasSubstr("is no id of a message"));
    }
    EXPECT_THAT(select({"3ocd"}).error().message,
                "3ocd is the beginning of 2 ids: 3ocdaaaaaaaaaaaa, 3ocdbbbbbbbbbbbb; give more of it");
}

class Fits : public testing::Test {
  protected:
    Fits() {
        state_.recipients[0].fate = Fate::delivered;
        state_.recipients[2].fate = Fate::failed;
    }
    bool fits(const QueueOptions& options, Place place = Place::queue) {
        const auto selection = QueueSelection::make(options, {}, now_);
        EXPECT_TRUE(selection) << selection.error().message;
        return selection->fits(entry_, state_, place);
    }
    bool fits_pattern(const std::string& pattern, Place place = Place::queue) {
        QueueOptions options;
        options.recipients = {pattern};
        return fits(options, place);
    }

    spool::Time now_ = spool::Time{std::chrono::hours{500000}};
    spool::Entry entry_ = [this] {
        auto entry = spool::entry_of("a: b\r\n\r\n", {"has@a.test", "Waits@b.test", "gone@c.test", "x@b\xc3\xbc.test"});
        entry.accepted = now_ - std::chrono::hours{4};
        return entry;
    }();
    spool::State state_ = spool::initial_state(entry_);
};

TEST_F(Fits, ARecipientWhoIsStillOpen) {
    for (const auto* pattern : {"waits@b.test", "WAITS@B.TEST", "*@b.test", "*", "w*s@*", "*.test", "**@b.t*t",
                                "*its@b.test", "x@b\xc3\xbc.test", "x@xn--b-eha.test"})
        EXPECT_TRUE(fits_pattern(pattern)) << pattern;
    for (const auto* pattern :
         {"waits", "b.test", "*@b.tes", "waits@b.test2", "has@a.test", "*@a.test", "gone@c.test", "", "w*z@*"})
        EXPECT_FALSE(fits_pattern(pattern)) << pattern;
}

TEST_F(Fits, OfThoseGivenUpWhoFailed) {
    EXPECT_TRUE(fits_pattern("gone@c.test", Place::failed));
    EXPECT_FALSE(fits_pattern("waits@b.test", Place::failed));
}

TEST_F(Fits, ByAge) {
    QueueOptions options;
    options.older_than = "4h";
    EXPECT_TRUE(fits(options));
    options.older_than = "5h";
    EXPECT_FALSE(fits(options));
    options.older_than.reset();
    options.newer_than = "4h";
    EXPECT_TRUE(fits(options));
    options.newer_than = "3h59m";
    EXPECT_FALSE(fits(options));
    options.newer_than = "1 day";
    options.recipients = {"nobody@b.test"};
    EXPECT_FALSE(fits(options)) << "it must fit everything";
}

TEST_F(Fits, NoAgeThatIsNone) {
    QueueOptions options;
    options.older_than = "old";
    EXPECT_EQ(QueueSelection::make(options, {}, now_).error().kind, ErrorKind::usage);
}

TEST_F(QueueTest, WalksPastWhatIsGone) {
    const auto first = put(), second = put(), third = put();
    const auto selection = QueueSelection::make({}, queue_.names(Place::queue).value(), queue_.now()).value();
    ASSERT_TRUE(queue_.remove(Place::queue, claimed(first)));
    damage(second);
    QueueWalk walk(queue_, Place::queue, selection);
    const auto damaged = walk.next().value().value();
    EXPECT_EQ(damaged.name.id, second);
    EXPECT_THAT(damaged.damage, HasSubstr("no whole envelope"));
    EXPECT_EQ(walk.next().value().value().seen->name.id, third);
    EXPECT_FALSE(walk.next().value());
}

} // namespace
} // namespace posthaste::app
