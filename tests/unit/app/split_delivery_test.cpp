// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "split_delivery.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SplitDelivery : public testing::Test {
  protected:
    Result<delivery::Outcome> split(const std::vector<std::string>& recipients) {
        return split_delivery(
            delivery::local_message("x\r\n", recipients), [this](const auto& m) { return carry(here_, m); },
            [this](const auto& m) { return carry(elsewhere_, m); });
    }
    Result<delivery::Outcome> carry(std::vector<std::string>& seen, const mail::PreparedMessage& message) {
        if (broken_ == &seen)
            return fail(ErrorKind::config, "broken");
        delivery::Outcome outcome;
        outcome.warnings.emplace_back(&seen == &here_ ? "here" : "elsewhere");
        for (const auto& recipient : message.envelope.recipients) {
            seen.push_back(recipient.local());
            outcome.recipients.push_back(delivered("x@x.test"));
            outcome.recipients.back().recipient = recipient;
        }
        return outcome;
    }

    std::vector<std::string> here_, elsewhere_;
    const std::vector<std::string>* broken_ = nullptr;
};

TEST_F(SplitDelivery, GivesEachItsOwnAndKeepsTheOrder) {
    const auto outcome = split({"\"|a b\"", "bob@x.test", "/c", "dora@x.test"});
    ASSERT_TRUE(outcome);
    EXPECT_THAT(here_, ElementsAre("|a b", "/c"));
    EXPECT_THAT(elsewhere_, ElementsAre("bob", "dora"));
    std::vector<std::string> order;
    for (const auto& recipient : outcome->recipients)
        order.push_back(recipient.recipient.local());
    EXPECT_THAT(order, ElementsAre("|a b", "bob", "/c", "dora"));
    EXPECT_THAT(outcome->warnings, ElementsAre("elsewhere", "here"));
}

TEST_F(SplitDelivery, AsksNobodyForNobody) {
    broken_ = &elsewhere_;
    EXPECT_TRUE(split({"/a"}));
    broken_ = &here_;
    EXPECT_TRUE(split({"a@x.test", "bare"}));
    EXPECT_THAT(elsewhere_, ElementsAre("a", "bare"));
}

TEST_F(SplitDelivery, HandsNothingOverWhereTheOthersCannotBe) {
    broken_ = &elsewhere_;
    EXPECT_FALSE(split({"/a", "b@x.test"}));
    EXPECT_THAT(here_, IsEmpty());
}

TEST_F(SplitDelivery, KeepsWhatTheServerTookWhereThisMachineFails) {
    broken_ = &here_;
    const auto outcome = split({"/a", "b@x.test", "/c"});
    ASSERT_TRUE(outcome);
    std::vector<delivery::Verdict> verdicts;
    for (const auto& recipient : outcome->recipients)
        verdicts.push_back(recipient.verdict);
    using enum delivery::Verdict;
    EXPECT_THAT(verdicts, ElementsAre(deferred, delivered, deferred));
    EXPECT_EQ(outcome->recipients.front().error.value().message, "broken");
    EXPECT_EQ(outcome->recipients.front().recipient.local(), "/a");
    EXPECT_FALSE(split({"/a"})); // there is nothing else to tell
}

} // namespace
} // namespace posthaste::app
