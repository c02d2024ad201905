// SPDX-License-Identifier: MIT
#include <posthaste/delivery/tls_report.hpp>

#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>

namespace posthaste::delivery {

namespace {

constexpr std::int64_t day = 86400;
constexpr std::size_t names_shown = 20;

std::string date_of(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm broken_down{};
    if (::gmtime_r(&time, &broken_down) == nullptr)
        return "an unreadable date";
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", broken_down);
}

std::string days(std::int64_t seconds) {
    const auto count = seconds / day;
    return count == 1 ? "1 day" : fmt::format("{} days", count);
}

std::string names_of(const net::TlsCertificate& certificate) {
    const auto& names = certificate.names;
    const std::span shown(names.data(), std::min(names.size(), names_shown));
    if (names.size() > shown.size())
        return fmt::format("{} and {} more", fmt::join(shown, ", "), names.size() - shown.size());
    return fmt::format("{}", fmt::join(shown, ", "));
}

} // namespace

std::string validity_words(const net::TlsCertificate& certificate, std::int64_t now) {
    if (now > certificate.not_after)
        return fmt::format("expired on {}, {} ago", date_of(certificate.not_after), days(now - certificate.not_after));
    if (now < certificate.not_before)
        return fmt::format("not valid before {}, in {}", date_of(certificate.not_before),
                           days(certificate.not_before - now));
    return fmt::format("valid from {} until {}, {} left", date_of(certificate.not_before),
                       date_of(certificate.not_after), days(certificate.not_after - now));
}

std::vector<std::string> chain_lines(const std::vector<net::TlsCertificate>& chain, std::int64_t now) {
    std::vector<std::string> lines;
    for (const auto& each : chain) {
        lines.push_back(fmt::format("certificate {} of {}: {}", &each - chain.data() + 1, chain.size(), each.subject));
        lines.push_back(fmt::format("    issued by {}", each.issuer));
        if (!each.names.empty())
            lines.push_back(fmt::format("    for {}", names_of(each)));
        lines.push_back(fmt::format("    {}", validity_words(each, now)));
        lines.push_back(fmt::format("    key {}, sha256:{}", each.key, each.key_sha256));
        lines.push_back(fmt::format("    itself cert-sha256:{}", each.certificate_sha256));
    }
    return lines;
}

} // namespace posthaste::delivery
