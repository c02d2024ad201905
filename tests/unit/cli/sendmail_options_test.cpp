// SPDX-License-Identifier: MIT
#include "sendmail_options.hpp"

#include <gmock/gmock.h>

namespace posthaste::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Setter = void (*)(Request& request, const std::string& value);

Request request_after(Setter set, const std::string& value, bool ignore_dots = false) {
    Request request;
    request.submit.ignore_dots = ignore_dots;
    set(request, value);
    return request;
}

TEST(ModeOption, SendsForMAndNothingElse) {
    struct Case {
        const char* value;
        Mode mode;
    };
    for (const auto& c : {Case{"m", Mode::submit}, Case{"p", Mode::list_queue}, Case{"i", Mode::aliases},
                          Case{"s", Mode::serve}, Case{"v", Mode::verify}})
        EXPECT_EQ(request_after(set_mode, c.value).mode, c.mode) << c.value;
    for (const char* value : {"t", "d", "D", "h", "a", "z", "P", "l", "H", "", "mv", "sm"}) {
        const auto request = request_after(set_mode, value);
        EXPECT_EQ(request.mode, Mode::unavailable) << value;
        EXPECT_EQ(request.mode_flag, std::string("-b") + value);
    }
}

TEST(ModeOption, IsTheLastOneGiven) {
    Request request;
    set_mode(request, "p");
    set_mode(request, "m");
    EXPECT_EQ(request.mode, Mode::submit);
}

TEST(LetterOption, SetsIgnoreDots) {
    for (const char* value : {"i", "iT", "itrue", "iy", "i1"})
        EXPECT_TRUE(request_after(set_letter_option, value).submit.ignore_dots) << value;
    for (const char* value : {"iF", "ifalse", "in", "iNo", "i0"})
        EXPECT_FALSE(request_after(set_letter_option, value, true).submit.ignore_dots) << value;
}

TEST(LetterOption, TakesTheOthersThatCallersGive) {
    for (const char* value :
         {"em",    "ep",  "ee", "eq", "ew", "db", "di", "dq", "dd", "m", "mtrue", "o", "7", "r0s", "A/etc/aliases",
          "Q/tmp", "T3d", "s",  "u1", "v",  "h5"}) {
        const auto request = request_after(set_letter_option, value);
        EXPECT_THAT(request.submit.warnings, IsEmpty()) << value;
        EXPECT_FALSE(request.submit.ignore_dots) << value;
        EXPECT_EQ(request.mode, Mode::submit) << value;
    }
}

TEST(LetterOption, WarnsOfTheRest) {
    for (const char* value : {"", "Z", "I", "8"})
        EXPECT_THAT(request_after(set_letter_option, value).submit.warnings,
                    ElementsAre(std::string("unknown option -o") + value + " is left out"));
}

TEST(NamedOption, SetsIgnoreDots) {
    for (const char* value : {"IgnoreDots", "IgnoreDots=true", "ignoredots=T", "IgnoreDots = yes", "IgnoreDots="})
        EXPECT_TRUE(request_after(set_named_option, value).submit.ignore_dots) << value;
    for (const char* value : {"IgnoreDots=false", "IGNOREDOTS=no", "IgnoreDots = 0"})
        EXPECT_FALSE(request_after(set_named_option, value, true).submit.ignore_dots) << value;
}

TEST(NamedOption, TakesTheOthersThatCallersGive) {
    for (const char* value :
         {"DeliveryMode=b", "deliverymode = i", "ErrorMode=m", "Timeout.queuereturn=5d", "Timeout=1", "MeToo",
          "QueueDirectory=/tmp", "LogLevel=9", "EightBitMode=pass8", "PrivacyOptions=goaway", "AliasFile=/etc/aliases"})
        EXPECT_THAT(request_after(set_named_option, value).submit.warnings, IsEmpty()) << value;
}

TEST(NamedOption, WarnsOfTheRest) {
    for (const char* value : {"", "X=y", "IgnoreDotsX=true", "=true", "DeliveryModes=b"})
        EXPECT_THAT(request_after(set_named_option, value).submit.warnings, ElementsAre(HasSubstr("is left out")))
            << value;
    EXPECT_THAT(request_after(set_named_option, "X=y").submit.warnings,
                ElementsAre("unknown option -O X=y is left out"));
}

} // namespace
} // namespace posthaste::cli
