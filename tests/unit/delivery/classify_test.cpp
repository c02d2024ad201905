// SPDX-License-Identifier: MIT
#include "classify.hpp"

#include <gtest/gtest.h>

namespace posthaste::delivery {
namespace {

using smtp::Phase;

smtp::RecipientResult replied(Phase phase, int code) {
    smtp::Reply reply;
    reply.code = code;
    return {phase, reply, std::nullopt};
}

smtp::RecipientResult failed(Phase phase, ErrorKind kind) { return {phase, std::nullopt, Error{kind, "x"}}; }

TEST(Classify, CallsDeliveredOnlyWhatTheServerTookWhole) {
    EXPECT_EQ(classify(replied(Phase::end_of_data, 250)), Verdict::delivered);
    EXPECT_EQ(classify(replied(Phase::end_of_data, 200)), Verdict::delivered);
    EXPECT_EQ(classify(replied(Phase::rcpt, 250)), Verdict::deferred);
}

TEST(Classify, GoesByTheFirstDigit) {
    for (const auto phase : {Phase::greeting, Phase::auth, Phase::mail, Phase::rcpt, Phase::data, Phase::end_of_data}) {
        EXPECT_EQ(classify(replied(phase, 421)), Verdict::deferred);
        EXPECT_EQ(classify(replied(phase, 499)), Verdict::deferred);
        EXPECT_EQ(classify(replied(phase, 550)), Verdict::rejected);
    }
}

TEST(Classify, DoesNotKnowWhatBecameOfAMessageWithoutAnAnswer) {
    for (const auto kind : {ErrorKind::connection, ErrorKind::timeout, ErrorKind::protocol})
        EXPECT_EQ(classify(failed(Phase::end_of_data, kind)), Verdict::unknown);
    EXPECT_EQ(classify(failed(Phase::body, ErrorKind::connection)), Verdict::deferred);
}

TEST(Classify, TriesLaterWhatMayPassLater) {
    for (const auto kind : {ErrorKind::connection, ErrorKind::timeout, ErrorKind::trust, ErrorKind::auth, ErrorKind::io,
                            ErrorKind::interrupted})
        EXPECT_EQ(classify(failed(Phase::mail, kind)), Verdict::deferred);
    for (const auto kind : {ErrorKind::no_host, ErrorKind::refused, ErrorKind::data})
        EXPECT_EQ(classify(failed(Phase::mail, kind)), Verdict::rejected);
}

} // namespace
} // namespace posthaste::delivery
