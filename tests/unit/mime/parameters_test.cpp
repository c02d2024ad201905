// SPDX-License-Identifier: MIT
#include "support/field_reader.hpp"

#include <posthaste/mime/parameters.hpp>

#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using test::problem_of;
using test::read_parameter;
using testing::HasSubstr;
using testing::Not;

std::string times(int count, std::string_view text) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}

TEST(Parameter, TakesTheSimplestFormThatEveryReaderKnows) {
    struct Case {
        std::string_view value, text;
    };
    for (const auto& c : {Case{"data.bin", "filename=data.bin"},
                          {"", "filename=\"\""},
                          {"with space.bin", "filename=\"with space.bin\""},
                          {"o'brien (1), a;b=c.txt", "filename=\"o'brien (1), a;b=c.txt\""},
                          {"a \"quoted\" name.bin", "filename*=UTF-8''a%20%22quoted%22%20name.bin"},
                          {"back\\slash.bin", "filename*=UTF-8''back%5Cslash.bin"},
                          {"100%41.bin", "filename*=UTF-8''100%2541.bin"},
                          {"=?utf-8?q?x?=.bin", "filename*=UTF-8''%3D%3Futf-8%3Fq%3Fx%3F%3D.bin"},
                          {" led.bin", "filename*=UTF-8''%20led.bin"},
                          {"Café.bin", "filename*=UTF-8''Caf%C3%A9.bin"},
                          {"Caf\xE9.bin", "filename*=unknown-8bit''Caf%E9.bin"}})
        EXPECT_EQ(parameter("filename", c.value), ";\r\n " + std::string(c.text));
}

TEST(Parameter, FillsALineAndNoMore) {
    const std::string token(67, 'x'), text = std::string(32, 'x') + " " + std::string(32, 'x');
    EXPECT_EQ(parameter("filename", token), ";\r\n filename=" + token); // 78 with a semicolon
    EXPECT_EQ(parameter("filename", text), ";\r\n filename=\"" + text + "\"");
    EXPECT_EQ(parameter("filename", token + "y"),
              ";\r\n filename*0=\"" + std::string(63, 'x') + "\";\r\n filename*1=\"xxxxy\"");
}

TEST(Parameter, NeverSplitsACharacterBetweenSections) {
    const std::string value = "a" + times(250, "長") + ".bin";
    const auto text = parameter("filename", value);
    EXPECT_THAT(text, testing::StartsWith(";\r\n filename*0*=UTF-8''a%E9%95%B7"));
    EXPECT_THAT(text, HasSubstr(";\r\n filename*10*=%E9%95%B7"));
    EXPECT_EQ(read_parameter(text, "filename"), value);
    for (const auto& [name, section] : test::raw_parameters(text))
        EXPECT_EQ(section.size() % 9, name == "filename*0*" ? 8 : section.contains(".bin") ? 4 : 0) << section;
}

TEST(ParameterField, FoldsOnlyWhereALineIsFull) {
    EXPECT_EQ(parameter_field("Content-Type", "text/plain", {{"charset", "UTF-8"}, {"format", "flowed"}}).body,
              "text/plain; charset=UTF-8; format=flowed");
    EXPECT_EQ(parameter_field("Content-Type", "multipart/related",
                              {{"type", "text/html"}, {"boundary", std::string(40, 'b')}})
                  .body,
              "multipart/related; type=\"text/html\";\r\n boundary=" + std::string(40, 'b'));
}

TEST(FileFields, GiveOldReadersTheNameInContentType) {
    const auto fields = file_fields("application/pdf", "attachment", "Résumé.pdf");
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(fields[0].name, "Content-Type");
    EXPECT_EQ(fields[0].body, "application/pdf;\r\n name=\"=?UTF-8?Q?R=C3=A9sum=C3=A9=2Epdf?=\"");
    EXPECT_EQ(fields[1].name, "Content-Disposition");
    EXPECT_EQ(fields[1].body, "attachment; filename*=UTF-8''R%C3%A9sum%C3%A9.pdf");
}

TEST(FileFields, SayPlainNamesOnce) {
    const auto fields = file_fields("text/plain; charset=UTF-8", "inline", "my notes.txt");
    EXPECT_EQ(fields[0].body, "text/plain; charset=UTF-8");
    EXPECT_EQ(fields[1].body, "inline; filename=\"my notes.txt\"");
    EXPECT_EQ(file_fields("image/png", "inline", "")[1].body, "inline");
}

TEST(FileFields, KeepTheLinesAndTheNames) {
    for (const std::string& name :
         {std::string("😀😀 party 🎉.png"), std::string("تقرير - דוח.pdf"), std::string("Cafe\u0301.bin"),
          times(250, "長") + ".bin", times(300, "long "), times(60, "é \"\\%"), std::string("=?utf-8?q?x?=.bin"),
          std::string(300, '\xFC'), times(40, "ASCII name (1), ") + ".txt"}) {
        const auto fields = file_fields("application/octet-stream", "attachment", name);
        for (const auto& field : fields)
            EXPECT_EQ(problem_of(field.name, field.body), "");
        EXPECT_EQ(read_parameter(fields[1].body, "filename"), name);
        EXPECT_EQ(test::read_text(test::raw_parameters(fields[0].body).at("name")), name);
        EXPECT_THAT(fields[1].body, Not(HasSubstr("filename=")));
    }
}

TEST(FileName, IsTheLastComponent) {
    struct Case {
        std::string_view given, name;
    };
    for (const auto& c : {Case{"a.txt", "a.txt"},
                          {"../../etc/passwd", "passwd"},
                          {"/tmp/..hidden", "..hidden"},
                          {"C:\\x\\y.txt", "C:\\x\\y.txt"},
                          {"d/.profile", ".profile"},
                          {"Caf\xE9", "Caf\xE9"},
                          {" ", " "}})
        EXPECT_EQ(file_name(c.given).value_or("refused"), c.name);
}

TEST(FileName, RefusesWhatIsNone) {
    for (const std::string_view given : {"", "a/", "/", ".", "..", "a/.."}) {
        const auto name = file_name(given);
        ASSERT_FALSE(name) << given;
        EXPECT_EQ(name.error().kind, ErrorKind::usage);
        EXPECT_EQ(name.error().message,
                  "\"" + std::string(given) + "\" is no name for an attachment: give one by --attach-name");
    }
    struct Case {
        std::string_view given, shown;
    };
    for (const auto& c : {Case{"new\nline.bin", "\\x0A"},
                          {"a\r", "\\x0D"},
                          {{"a\0b", 3}, "\\x00"},
                          {"\x1B", "\\x1B"},
                          {"a\tb", "\\x09"},
                          {"\x7F", "\\x7F"}}) {
        const auto name = file_name(c.given);
        ASSERT_FALSE(name);
        EXPECT_EQ(name.error().kind, ErrorKind::usage);
        EXPECT_THAT(name.error().message, HasSubstr("holds a control character (" + std::string(c.shown) + ")"));
    }
}

} // namespace
} // namespace posthaste::mime
