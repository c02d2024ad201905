// SPDX-License-Identifier: MIT
#include "support/splits.hpp"

#include <posthaste/delivery/transcript.hpp>

#include <gtest/gtest.h>

namespace posthaste::delivery {
namespace {

TEST(Transcript, MarksWhoSaysWhatHoweverItIsCut) {
    const std::string_view replies = "220 hello\r\n250-x\r\n250 y\r\n550 5.1.1 no\r\n451 later\n";
    test::for_each_split(replies, [](const test::Pieces& pieces) {
        StringSink out;
        Transcript transcript(out);
        transcript.info("connected");
        transcript.sent("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\n");
        for (const auto piece : pieces)
            transcript.received(piece);
        transcript.sent_message(12);
        transcript.error("it broke");
        EXPECT_EQ(out.text,
                  "=== connected\n -> MAIL FROM:<a@x>\n -> RCPT TO:<b@x>\n<-  220 hello\n<-  250-x\n<-  250 y\n"
                  "<** 550 5.1.1 no\n<** 451 later\n -> [12 bytes of message]\n*** it broke\n");
    });
}

TEST(Transcript, MarksWhatIsEncrypted) {
    StringSink out;
    Transcript transcript(out);
    transcript.encrypted(true);
    transcript.sent("EHLO x\r\n");
    transcript.received("250 y\r\n535 no\r\n");
    transcript.sent_message(1);
    EXPECT_EQ(out.text, " ~> EHLO x\n<~  250 y\n<~* 535 no\n ~> [1 bytes of message]\n");
}

TEST(Transcript, ShowsNothingThatCouldMoveACursorOrFillTheScreen) {
    StringSink out;
    Transcript transcript(out);
    transcript.received("220 \x1b[2J\r\n" + std::string(100'000, 'x'));
    transcript.error("the line is too long");
    EXPECT_EQ(out.text.find('\x1b'), std::string::npos);
    EXPECT_LT(out.text.size(), 2200U);
    EXPECT_TRUE(out.text.ends_with("x\n*** the line is too long\n"));
}

TEST(Transcript, SaysNothingWhenItIsOff) {
    Transcript transcript;
    transcript.info("x");
    transcript.received("220 x\r\n");
    transcript.sent("QUIT\r\n");
    SUCCEED(); // nothing to write to
}

class FailingSink final : public ByteSink {
  public:
    Status write(std::string_view) override { return fail(ErrorKind::io, "no"); }
};

TEST(Transcript, SurvivesALostTerminal) {
    FailingSink sink;
    Transcript transcript(sink);
    transcript.info("x");
    transcript.received("220 x\r\n");
    transcript.error("y");
    SUCCEED();
}

} // namespace
} // namespace posthaste::delivery
