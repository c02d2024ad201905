// SPDX-License-Identifier: MIT
#include "dns_answer.hpp"
#include "srv_order.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <map>

namespace posthaste::net {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Deadline soon() { return Deadline::in(std::chrono::seconds{20}); }

// Made octet by octet in the form of RFC 1035 and 2782; the corpus of the fuzz target keeps them.
Result<std::vector<SrvRecord>> answer(const std::string& name) {
    std::ifstream file(PH_TEST_DATA "/../fuzz/corpus/dns_answer_fuzz/" + name + ".bin", std::ios::binary);
    EXPECT_TRUE(file) << name;
    const std::vector<unsigned char> bytes{std::istreambuf_iterator<char>{file}, {}};
    return parse_srv_answer(bytes);
}

std::vector<std::string> texts(const std::vector<SrvRecord>& records) {
    std::vector<std::string> result;
    for (const auto& each : records)
        result.push_back(std::to_string(each.priority) + " " + std::to_string(each.weight) + " " +
                         std::to_string(each.port) + " " + each.target);
    return result;
}

TEST(SrvAnswer, HoldsItsRecords) {
    EXPECT_THAT(texts(answer("two_targets").value()),
                ElementsAre("0 10 465 a.mail.example.org", "10 0 4650 b.example.org"));
    EXPECT_THAT(texts(answer("not_offered").value()), ElementsAre("0 0 0 ."));
    EXPECT_THAT(texts(answer("cname_first").value()), ElementsAre("1 2 587 mx.example.org"));
    EXPECT_THAT(texts(answer("compressed_target").value()), ElementsAre("0 0 465 mx.example.org"));
    EXPECT_THAT(answer("no_such_name").value(), IsEmpty());
    EXPECT_EQ(answer("many").value().size(), 64U);
}

TEST(SrvAnswer, IsRefusedWhenItIsNone) {
    for (const char* name : {"pointer_loop", "pointer_to_itself", "wrong_length", "question_only", "space_in_target",
                             "rdata_longer_than_record", "empty"}) {
        const auto records = answer(name);
        ASSERT_FALSE(records) << name;
        EXPECT_EQ(records.error().kind, ErrorKind::protocol) << name;
    }
}

TEST(SrvAnswer, TellsAFailureOfTheServerFromNoRecords) {
    const auto records = answer("server_failure");
    ASSERT_FALSE(records);
    EXPECT_EQ(records.error().kind, ErrorKind::connection);
    EXPECT_THAT(records.error().message, HasSubstr("code 2"));
}

RandomUpTo always(std::uint32_t number) {
    return [number](std::uint32_t most) { return std::min(number, most); };
}

std::vector<std::string> order_of(const std::vector<SrvRecord>& records, const RandomUpTo& random) {
    std::vector<std::string> result;
    for (const auto& each : in_order(records, random))
        result.push_back(each.target);
    return result;
}

TEST(SrvOrder, IsByPriority) {
    EXPECT_THAT(order_of({{20, 9, 1, "c"}, {0, 0, 1, "a"}, {10, 9, 1, "b"}}, always(0)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(order_of({}, always(0)), IsEmpty());
}

// RFC 2782: the first whose running sum is at least the random number.
TEST(SrvOrder, IsByWeightWithinAPriority) {
    const std::vector<SrvRecord> records{{0, 10, 1, "a"}, {0, 60, 1, "b"}, {0, 30, 1, "c"}};
    EXPECT_THAT(order_of(records, always(0)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(order_of(records, always(10)), ElementsAre("a", "b", "c"));
    EXPECT_THAT(order_of(records, always(11)), ElementsAre("b", "c", "a"));
    EXPECT_THAT(order_of(records, always(70)), ElementsAre("b", "c", "a"));
    EXPECT_THAT(order_of(records, always(71)), ElementsAre("c", "b", "a"));
    EXPECT_THAT(order_of(records, always(100)), ElementsAre("c", "b", "a"));
}

TEST(SrvOrder, LeavesWeightNullASmallChance) {
    const std::vector<SrvRecord> records{{0, 10, 1, "a"}, {0, 0, 1, "z"}};
    EXPECT_THAT(order_of(records, always(0)), ElementsAre("z", "a"));
    EXPECT_THAT(order_of(records, always(1)), ElementsAre("a", "z"));
}

TEST(SrvOrder, HasARandomSourceThatKeepsItsBound) {
    for (const std::uint32_t most : {0U, 1U, 7U, 0xffffffffU})
        for (int i = 0; i < 50; ++i)
            EXPECT_LE(system_random_up_to(most), most);
}

// The servers that example.org's records lead to, or the error.
std::vector<std::string> found(std::map<std::string, std::vector<SrvRecord>> records) {
    const SrvLookup look_up = [&](const std::string& name, Deadline) -> Result<std::vector<SrvRecord>> {
        return records[name];
    };
    const auto servers = find_submission_servers("example.org", look_up, always(0), soon());
    if (!servers) {
        EXPECT_EQ(servers.error().kind, ErrorKind::config);
        return {servers.error().message};
    }
    std::vector<std::string> result;
    for (const auto& each : *servers)
        result.push_back((each.implicit_tls ? "smtps://" : "smtp://") + each.endpoint.text());
    return result;
}

constexpr const char* submissions = "_submissions._tcp.example.org";
constexpr const char* submission = "_submission._tcp.example.org";

TEST(FindSubmissionServers, PutsTlsFromTheStartFirst) {
    EXPECT_THAT(
        found({{submission, {{0, 0, 587, "mail.example.org"}}},
               {submissions, {{1, 0, 465, "b.mail.example.org"}, {0, 0, 4650, "Example.ORG"}}}}),
        ElementsAre("smtps://Example.ORG:4650", "smtps://b.mail.example.org:465", "smtp://mail.example.org:587"));
}

TEST(FindSubmissionServers, UsesOneServiceWhenTheOtherIsNotOffered) {
    EXPECT_THAT(found({{submissions, {{0, 0, 0, "."}}}, {submission, {{0, 0, 587, "a.example.org"}}}}),
                ElementsAre("smtp://a.example.org:587"));
}

TEST(FindSubmissionServers, SaysThatNothingIsOffered) {
    EXPECT_THAT(found({{submissions, {{0, 0, 0, "."}}}, {submission, {{0, 0, 0, "."}}}}),
                ElementsAre("example.org says that it has no server to submit mail to"));
    EXPECT_THAT(found({}), ElementsAre(AllOf(HasSubstr("example.org names no server"), HasSubstr("smtps://HOST"))));
}

TEST(FindSubmissionServers, LeavesOutServersOfOthers) {
    EXPECT_THAT(found({{submissions, {{0, 0, 465, "smtp.evil.test"}, {1, 0, 465, "a.example.org"}}}}),
                ElementsAre("smtps://a.example.org:465"));
    for (const char* target : {"smtp.evil.test", "notexample.org", "example.org.evil.test", "org"})
        EXPECT_THAT(found({{submissions, {{0, 0, 465, target}}}}),
                    ElementsAre(AllOf(HasSubstr("server = \"smtps://" + std::string(target) + ":465\""),
                                      HasSubstr("not within example.org"))))
            << target;
}

TEST(FindSubmissionServers, GivesUpWhenALookupFails) {
    const SrvLookup look_up = [](const std::string&, Deadline) -> Result<std::vector<SrvRecord>> {
        return fail(ErrorKind::timeout, "no answer");
    };
    const auto servers = find_submission_servers("example.org", look_up, always(0), soon());
    ASSERT_FALSE(servers);
    EXPECT_EQ(servers.error().kind, ErrorKind::timeout);
}

} // namespace
} // namespace posthaste::net
