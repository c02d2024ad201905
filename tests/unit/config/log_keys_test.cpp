// SPDX-License-Identifier: MIT
#include "temporary_files.hpp"

#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;

LogSettings log(const std::string& lines) {
    const auto config = parse_config("[log]\n" + lines + "\n", "c");
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->log : LogSettings{};
}

std::string refusal(const std::string& lines) {
    const auto config = parse_config("[log]\n" + lines + "\n", "c");
    return config ? "taken" : config.error().message;
}

TEST(LogKeys, WriteNothingUnlessAsked) {
    for (const auto& settings : {LogSettings{}, parse_config("", "c").value().log, log("")}) {
        EXPECT_FALSE(settings.syslog);
        EXPECT_EQ(settings.file, "");
        EXPECT_EQ(settings.format, LogFormat::logfmt);
    }
}

TEST(LogKeys, SetWhatTheyName) {
    EXPECT_TRUE(log("syslog = true").syslog);
    EXPECT_EQ(log("file = \"/var/log/mail.log\"").file, "/var/log/mail.log");
    EXPECT_EQ(log("format = \"json\"").format, LogFormat::json);
    EXPECT_EQ(log("format = \"logfmt\"").format, LogFormat::logfmt);
}

TEST(LogKeys, SayWhatWillNotDo) {
    EXPECT_THAT(refusal("file = \"mail.log\""), HasSubstr("c:2:8: file = \"mail.log\": must begin with / or ~/"));
    EXPECT_THAT(refusal("format = \"xml\""), HasSubstr("format = \"xml\": must be \"logfmt\" or \"json\""));
    EXPECT_THAT(refusal("syslog = \"yes\""), HasSubstr("\"syslog\" must be"));
    EXPECT_THAT(refusal("files = \"/a\""), HasSubstr("file"));
}

TEST(LogKeys, KnowTheHomeDirectory) {
    const TemporaryDirectory directory;
    const auto path = directory.file("config.toml", "[log]\nfile = \"~/mail.log\"\n");
    const auto config = load_config(path, "/home/ann");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->log.file, "/home/ann/mail.log");
}

// Whoever can write it could have lines written into any file of ours.
TEST(LogKeys, AreNotTakenFromAFileThatOthersCanWrite) {
    const TemporaryDirectory directory;
    const auto config = load_config(directory.file("a", "[log]\nfile = \"/var/log/m\"\n", 0622), "/home/ann");
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message,
                HasSubstr("names a file for the log and others may write it: run \"chmod go-w"));
    EXPECT_TRUE(load_config(directory.file("b", "[log]\nsyslog = true\n", 0622), "/home/ann"));
}

} // namespace
} // namespace posthaste::config
