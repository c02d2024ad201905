// SPDX-License-Identifier: MIT
#include "unit/config/temporary_files.hpp"

#include <posthaste/mime/attachment_type.hpp>

#include <bit>
#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::string_literals;
using namespace std::string_view_literals;

std::string type(std::string_view name, std::string_view beginning, const std::vector<std::string>& directories = {}) {
    const auto found = attachment_type(name, beginning, directories);
    return found.charset ? found.type + " " + *found.charset : found.type;
}

TEST(AttachmentType, IsThatOfACommonName) {
    EXPECT_EQ(type("report.pdf", ""), "application/pdf");
    EXPECT_EQ(type("/tmp/a.b/Photo.JPG", "x"), "image/jpeg");
    EXPECT_EQ(type("R\xC3\xA9sum\xC3\xA9 \xE2\x80\x93 final.docx", "PK"),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(type("backup.tar.gz", "\x1F\x8B"), "application/gzip");
    EXPECT_EQ(type("data.bin", "text"), "application/octet-stream");
    EXPECT_EQ(type("forward.eml", "From: a"), "message/rfc822");
    EXPECT_EQ(type("data.json", "{}"), "application/json");
}

TEST(AttachmentType, OfATextHasACharsetWhereItIsUtf8) {
    EXPECT_EQ(type("a.txt", "gr\xC3\xBC\xC3\x9F\r\n"), "text/plain utf-8");
    EXPECT_EQ(type("a.txt", "ascii"), "text/plain utf-8");
    EXPECT_EQ(type("a.csv", "gr\xFC\xDF"), "text/csv");
    EXPECT_EQ(type("a.html", ""), "text/html utf-8");
    std::string cut(sniffed_octets - 1, 'x');
    cut += '\xC3'; // the rest of the character was not read
    EXPECT_EQ(type("a.txt", cut), "text/plain utf-8");
    EXPECT_EQ(type("a.txt", std::string_view(cut).substr(1)), "text/plain"); // the file has ended
    cut.replace(0, 1, "\xFC");
    EXPECT_EQ(type("a.txt", cut), "text/plain");
}

TEST(AttachmentType, OfATextThatIsNoneIsUnknown) {
    EXPECT_EQ(type("a.txt", "a\0b"sv), "application/octet-stream");
    EXPECT_EQ(type("a.html", "\xFF\xFE<\0h\0"sv), "application/octet-stream");
    EXPECT_EQ(type("a.json", "\xFF\xFE{\0"sv), "application/json");
}

TEST(AttachmentType, ComesFromTheContentWhereTheNameSaysNothing) {
    EXPECT_EQ(type("", ""), "application/octet-stream");
    EXPECT_EQ(type("empty.dat", ""), "application/octet-stream");
    EXPECT_EQ(type("README", "Read me.\n"), "text/plain utf-8");
    EXPECT_EQ(type(".txt", "\x1B[1mbold\tgr\xC3\xBC\xC3\x9F"), "text/plain utf-8");
    EXPECT_EQ(type("README", "gr\xFC\xDF\n"), "application/octet-stream");
    EXPECT_EQ(type("README", "a\x01"), "application/octet-stream");
    EXPECT_EQ(type("scan", "%PDF-1.7\n"), "application/pdf");
    EXPECT_EQ(type("a.unheard-of", "\x89PNG\r\n\x1A\n"), "image/png");
    EXPECT_EQ(type("a.", "RIFF\1\2\3\4WEBPVP8 "), "image/webp");
    EXPECT_EQ(type("a", "RIFF\1\2\3\4WAVE"), "audio/wav");
    EXPECT_EQ(type("a", "RIFF\1\2\3"), "application/octet-stream");
    EXPECT_EQ(type("a", "\x7F"
                        "ELF\2"),
              "application/x-executable");
    EXPECT_EQ(type("a", "PK\x03\x04"), "application/zip");
    EXPECT_EQ(type("a", "BEGIN:VCALENDAR\r\n"), "text/calendar utf-8");
}

// A database of the test's own, in a directory as XDG_DATA_DIRS names it.
class Database {
  public:
    Database(const std::string& globs, const std::string& magic) {
        directory_.file("globs2", globs);
        directory_.file("magic", magic);
    }
    [[nodiscard]] const std::string& path() const { return directory_.path(); }

  private:
    config::TemporaryDirectory directory_;
};

const std::string magic = "MIME-Magic\0\n"
                          "[80:model/x-nested]\n"
                          ">0=\0\1N\n1>2=\0\1A\n2>4=\0\1a\n2>4=\0\1b\n1>2=\0\1B\n>0=\0\1M\n"
                          "[70:font/x-masked]\n"
                          ">1=\0\2\x10\x01&\xF0\x0F+3\n"
                          "[60:image/x-word]\n"
                          ">0=\0\4\x01\x02\x03\x04~2\n"
                          "[50:text/x-line]\n"
                          ">0=\0\3a\nb\n"
                          "[45:message/rfc822]\n"
                          ">0=\0\5From:\n"
                          "[40:inode/x-wrong]\n"
                          ">0=\0\2??\n"s;

TEST(AttachmentType, ComesFromTheDatabaseByName) {
    const Database database("# comment\n"
                            "50:application/x-low:*.low\n80:application/x-high:*.low\n"
                            "50:application/x-gz:*.gz2\n50:application/x-Long:*.tar.gz2\n"
                            "50:text/x-makefile:makefile\n50:application/x-core:core:cs\n"
                            "50:text/x-readme:readme*\n50:video/x-vdr:[0-9][0-9].vdr\n"
                            "50:video/mp2t:*.ts\n50:text/x-typescript:*.ts\n"
                            "50:inode/directory:*.dir\n50:multipart/x-mht:*.mhtx\n50:application/bad type:*.bad\n"
                            "50\nx:y\n:::\n50:a/b:\n60:application/x-pdf-of-ours:*.pdf\n",
                            "");
    const auto found = [&](std::string_view name, std::string_view text) {
        return type(name, text, {database.path()});
    };
    EXPECT_EQ(found("a.LOW", "x"), "application/x-high");
    EXPECT_EQ(found("a.tar.gz2", "x"), "application/x-long");
    EXPECT_EQ(found("dir/Makefile", "x"), "text/x-makefile utf-8");
    EXPECT_EQ(found("core", "\x01"), "application/x-core");
    EXPECT_EQ(found("Core", "\x01"), "application/octet-stream");
    EXPECT_EQ(found("README.first", "x"), "text/x-readme utf-8");
    EXPECT_EQ(found("01.vdr", "x"), "video/x-vdr");
    EXPECT_EQ(found("001.vdr", "x"), "text/plain utf-8");
    EXPECT_EQ(found("a.ts", "const x = 1;\n"), "text/x-typescript utf-8");
    EXPECT_EQ(found("a.ts", "\x47\0"sv), "video/mp2t");
    for (const auto* name : {"a.dir", "a.mhtx", "a.bad"})
        EXPECT_EQ(found(name, "\x01"), "application/octet-stream") << name;
    EXPECT_EQ(found("a.pdf", "x"), "application/pdf"); // the database is not asked
}

TEST(AttachmentType, ComesFromTheDatabaseByContent) {
    const Database database("50:font/x-masked:*.two\n50:font/x-other:*.two\n", magic);
    const auto found = [&](std::string_view text) { return type("a", text, {database.path()}); };
    EXPECT_EQ(found("N.A.a"), "model/x-nested");
    EXPECT_EQ(found("N.A.b"), "model/x-nested");
    EXPECT_EQ(found("N.B"), "model/x-nested");
    EXPECT_EQ(found("M"), "model/x-nested");
    for (const auto* text : {"N", "N.A", "N.A.c", "N.C.a", ".", "..A.a"})
        EXPECT_EQ(found(text), "text/plain utf-8") << text;
    EXPECT_EQ(found("\x7F\x1F\xF1"), "font/x-masked");
    EXPECT_EQ(found("\x7F...\x11\x01"), "application/octet-stream"); // beyond the range
    EXPECT_EQ(found("\x7F..\x11\x01"), "font/x-masked");
    EXPECT_EQ(found(std::endian::native == std::endian::little ? "\x02\x01\x04\x03" : "\x01\x02\x03\x04"),
              "image/x-word");
    EXPECT_EQ(found("a\nb"), "text/x-line utf-8");
    EXPECT_EQ(found("??"), "text/plain utf-8");
    EXPECT_EQ(found("From: somewhere"), "text/plain utf-8");
    EXPECT_EQ(found("%PDF-"), "application/pdf");
    EXPECT_EQ(type("a.two", "..", {database.path()}), "font/x-masked");
    EXPECT_EQ(type("a.two", "\x7F\x1F\xF1", {database.path()}), "font/x-masked");
}

TEST(AttachmentType, TakesTheFirstDirectoryBeforeTheOthers) {
    const Database own("0:text/x-theirs:__NOGLOBS__\n50:text/x-ours:*.one\n", "");
    const Database shared("90:text/x-theirs:*.one\n90:text/x-theirs:*.two\n50:text/x-third:*.three\n",
                          "MIME-Magic\0\n[50:text/x-content]\n>0=\0\1x\n"s);
    const std::vector<std::string> directories{own.path(), "/nonexistent", shared.path()};
    EXPECT_EQ(type("a.one", "a", directories), "text/x-ours utf-8");
    EXPECT_EQ(type("a.two", "a", directories), "text/plain utf-8");
    EXPECT_EQ(type("a.three", "a", directories), "text/x-third utf-8");
    EXPECT_EQ(type("a", "x", directories), "text/x-content utf-8");
}

TEST(AttachmentType, PassesOverADamagedDatabase) {
    for (std::size_t size = 0; size < magic.size(); ++size) {
        const Database database("50", magic.substr(0, size));
        const auto found = type("a", "??", {database.path()});
        EXPECT_EQ(found, "text/plain utf-8") << size;
    }
    const Database odd("", "MIME-Magic\0\n[x:y]\n>99999999999999999999=\0\0~0+0\n>0=\0\1?junk\n"s);
    EXPECT_EQ(type("a", "??", {odd.path()}), "text/plain utf-8");
}

TEST(MimeDirectories, AreThoseOfTheUserAndTheSystem) {
    const config::Variable home("HOME", "/home/ann");
    const config::Variable own("XDG_DATA_HOME", std::nullopt);
    const config::Variable shared("XDG_DATA_DIRS", std::nullopt);
    EXPECT_THAT(mime_directories(),
                ElementsAre("/home/ann/.local/share/mime", "/usr/local/share/mime", "/usr/share/mime"));
    const config::Variable given_own("XDG_DATA_HOME", "/own");
    const config::Variable given_shared("XDG_DATA_DIRS", "/a:relative::/b");
    EXPECT_THAT(mime_directories(), ElementsAre("/own/mime", "/a/mime", "/b/mime"));
}

TEST(ContentType, IsTakenAsGiven) {
    for (const auto& [given, expected] : std::vector<std::pair<const char*, const char*>>{
             {"text/plain", "text/plain"},
             {" Text/X-Log ", "text/x-log"},
             {"message/RFC822", "message/rfc822"},
             {"x-foo/bar+xml", "x-foo/bar+xml"},
             {"text/plain;charset=ISO-8859-1", "text/plain; charset=ISO-8859-1"},
             {"text/plain ; Charset=\"utf-8\" ;  x=\"a \\\"b\\\\;c\"",
              "text/plain; charset=utf-8; x=\"a \\\"b\\\\;c\""},
             {"a/b; x=\"\"", "a/b; x=\"\""},
             {"application/x-something-long; profile=\"https://example.org/a/long/profile\"; version=1",
              "application/x-something-long;\r\n profile=\"https://example.org/a/long/profile\"; version=1"}}) {
        const auto type = check_content_type(given);
        ASSERT_TRUE(type) << type.error().message;
        EXPECT_EQ(*type, expected);
    }
}

TEST(ContentType, IsRefusedWhereItIsNone) {
    for (const auto& [given, why] :
         std::vector<std::pair<std::string, const char*>>{{"", "must be like"},
                                                          {"text", "must be like"},
                                                          {"text/", "must be like"},
                                                          {"/plain", "must be like"},
                                                          {"text/plain/x", "must be like"},
                                                          {"text /plain", "must be like"},
                                                          {"text/pl ain", "must be like"},
                                                          {"text/plain charset=utf-8", "must be like"},
                                                          {"text/plain;", "name=value"},
                                                          {"text/plain; charset", "name=value"},
                                                          {"text/plain; =x", "name=value"},
                                                          {"text/plain; charset=", "\"charset\""},
                                                          {"text/plain; charset=\"x", "\"charset\""},
                                                          {"text/plain; charset=a b=c", "semicolon"},
                                                          {"text/plain; a=b; A=c", "twice"},
                                                          {"text/plain; name=x.txt", "--attach-name"},
                                                          {"text/plain; name*=utf-8''x", "--attach-name"},
                                                          {"text/plain\r\nBcc: x@example.org", "control"},
                                                          {"text/pl\xC3\xA4in", "ASCII"},
                                                          {"text/" + std::string(900, 'x'), "too long"},
                                                          {"Multipart/mixed; boundary=x", "parts"},
                                                          {"message/partial", "message/rfc822"}}) {
        const auto type = check_content_type(given);
        ASSERT_FALSE(type) << given;
        EXPECT_EQ(type.error().kind, ErrorKind::usage);
        EXPECT_THAT(type.error().message, testing::AllOf(HasSubstr(given), HasSubstr(why)));
    }
}

} // namespace
} // namespace posthaste::mime
