// SPDX-License-Identifier: MIT
#include "send_options.hpp"

#include <gmock/gmock.h>

namespace posthaste::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

app::SendOptions parse(const Words& words) {
    SendRequest request;
    const auto taken = take_send_options(words, request);
    EXPECT_TRUE(taken) << taken.error().message;
    return request.send;
}

void expect_usage(const Words& words, const std::string& message) {
    SendRequest request;
    const auto taken = take_send_options(words, request);
    ASSERT_FALSE(taken) << message;
    EXPECT_EQ(taken.error().kind, ErrorKind::usage);
    EXPECT_THAT(taken.error().message, HasSubstr(message));
}

// What somebody else wrote into a text must not name recipients, servers or files.
TEST(SendOptions, TakeAValueThatLooksLikeAnOptionForAValue) {
    for (const std::string value :
         {"--cc=eve@example.net", "--to=eve@example.net", "--server=smtp://example.net", "--attach=/etc/passwd",
          "--account=", "--trace=", "--", "-b", "-beve@example.net", "--bcc", "[a,b]", "{}", "%%", "a=b", ""})
        for (const std::string option : {"--body", "-m", "--subject", "-s"}) {
            const auto options = parse({option, value, "ann@example.org"});
            const auto& taken = option.ends_with('m') || option == "--body" ? options.body.text : options.subject;
            EXPECT_EQ(taken, value) << option;
            EXPECT_THAT(options.to, ElementsAre("ann@example.org")) << option << ' ' << value;
            EXPECT_THAT(options.cc, IsEmpty());
            EXPECT_THAT(options.bcc, IsEmpty());
            EXPECT_THAT(options.attachments, IsEmpty());
            EXPECT_FALSE(options.submit.server);
        }
}

TEST(SendOptions, TakeAGluedValueWhole) {
    EXPECT_EQ(parse({"--subject="}).subject, "");
    EXPECT_EQ(parse({"--subject=--cc=eve@example.net"}).subject, "--cc=eve@example.net");
    EXPECT_EQ(parse({"--subject=a=b"}).subject, "a=b");
    EXPECT_EQ(parse({"-sfoo"}).subject, "foo");
    EXPECT_EQ(parse({"--server=lmtp:///run/a=b"}).submit.server, "lmtp:///run/a=b");
}

TEST(SendOptions, TakeWhatFollowsTwoDashesForRecipients) {
    EXPECT_THAT(parse({"-s", "hi", "ann@example.org", "--", "-b", "--to=eve@example.net", "--"}).to,
                ElementsAre("ann@example.org", "-b", "--to=eve@example.net", "--"));
}

TEST(SendOptions, NeedTheirValues) {
    expect_usage({"ann@example.org", "--subject"}, "--subject needs a value");
    expect_usage({"--subject", "hi", "--account="}, "--account has an empty value");
    expect_usage({"--subject", "hi", "--account", ""}, "--account has an empty value");
    expect_usage({"--trace="}, "--trace has an empty value");
}

} // namespace
} // namespace posthaste::cli
