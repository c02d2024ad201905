// SPDX-License-Identifier: MIT
#include <posthaste/delivery/tls_report.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;

constexpr std::int64_t day = 86400;
constexpr std::int64_t now = 1795600000; // 2026-11-25 09:46:40 UTC

net::TlsCertificate valid_for(std::int64_t since, std::int64_t until) {
    net::TlsCertificate certificate;
    certificate.subject = "CN=mail";
    certificate.issuer = "CN=Root";
    certificate.key = "EC P-256";
    certificate.certificate_sha256 = "c0";
    certificate.key_sha256 = "50";
    certificate.not_before = now + since;
    certificate.not_after = now + until;
    return certificate;
}

TEST(TlsReport, CountsDays) {
    EXPECT_EQ(validity_words(valid_for(-day, 68 * day + 5), now),
              "valid from 2026-11-24 09:46 UTC until 2027-02-01 09:46 UTC, 68 days left");
    EXPECT_EQ(validity_words(valid_for(-day, day), now),
              "valid from 2026-11-24 09:46 UTC until 2026-11-26 09:46 UTC, 1 day left");
    EXPECT_EQ(validity_words(valid_for(-day, 0), now),
              "valid from 2026-11-24 09:46 UTC until 2026-11-25 09:46 UTC, 0 days left");
    EXPECT_EQ(validity_words(valid_for(-30 * day, -10 * day), now), "expired on 2026-11-15 09:46 UTC, 10 days ago");
    EXPECT_EQ(validity_words(valid_for(10 * day, 20 * day), now), "not valid before 2026-12-05 09:46 UTC, in 10 days");
}

TEST(TlsReport, ShowsEachCertificate) {
    auto leaf = valid_for(-day, day);
    leaf.names = {"mail.example.org", "10.0.0.1"};
    auto root = valid_for(-day, day);
    root.subject = "CN=Root";
    EXPECT_THAT(chain_lines({leaf, root}, now),
                ElementsAre("certificate 1 of 2: CN=mail", "    issued by CN=Root",
                            "    for mail.example.org, 10.0.0.1",
                            "    valid from 2026-11-24 09:46 UTC until 2026-11-26 09:46 UTC, 1 day left",
                            "    key EC P-256, sha256:50", "    itself cert-sha256:c0", "certificate 2 of 2: CN=Root",
                            "    issued by CN=Root",
                            "    valid from 2026-11-24 09:46 UTC until 2026-11-26 09:46 UTC, 1 day left",
                            "    key EC P-256, sha256:50", "    itself cert-sha256:c0"));
}

TEST(TlsReport, SumsUpManyNames) {
    auto leaf = valid_for(-day, day);
    for (int i = 0; i < 25; ++i)
        leaf.names.push_back("n");
    EXPECT_EQ(chain_lines({leaf}, now).at(2),
              "    for n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n and 5 more");
}

} // namespace
} // namespace posthaste::delivery
