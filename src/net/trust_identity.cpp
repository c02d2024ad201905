// SPDX-License-Identifier: MIT
#include "trust_identity.hpp"

#include "tls_trust.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/text.hpp>

#include <fmt/format.h>
#include <openssl/x509.h>
#include <optional>
#include <sys/stat.h>

namespace posthaste::net {

namespace {
constexpr std::string_view no_directories = "-";
constexpr std::size_t hash_digits = 8; // "5ed36f99.0", as openssl-rehash(1) makes them

// A file that was changed in any way is another one, and a directory that something was put into or taken out of.
std::optional<std::string> state_of(const std::string& path) {
    struct stat status{};
    if (path.empty() || ::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    return fmt::format("{}\n{} {} {} {}.{} {}.{}\n", path, status.st_dev, status.st_ino, status.st_size,
                       status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

std::string file_identity(const std::string& path) { return state_of(path).value_or(fmt::format("{}\n-\n", path)); }

std::string system_identity() {
    std::string identity = file_identity(system_bundle());
    for (const std::string_view each : split(system_directories(), ':'))
        identity += file_identity(std::string{each});
    return identity;
}

// All that OpenSSL finds by the hash of one name: it counts until there is none (X509_LOOKUP_hash_dir(3)).
std::string anchor_by_hash(const std::vector<std::string>& directories, std::string_view hash) {
    std::string states;
    for (const auto& directory : directories)
        for (int number = 0;; ++number) {
            const auto state = state_of(fmt::format("{}/{}.{}", directory, hash, number));
            if (!state)
                break;
            states += *state;
        }
    const auto sum = digest(Hash::sha256, states);
    return sum ? fmt::format("{}.{}", hash, hex(*sum)) : std::string{};
}
} // namespace

std::string trust_identity(SSL_CTX* context, const TlsSettings& settings) {
    std::string identity = settings.ca.empty() ? system_identity() : file_identity(settings.ca);
    identity += file_identity(settings.certificate) + file_identity(settings.key);
    identity += fmt::format("{} {}\n", SSL_CTX_get_min_proto_version(context), SSL_CTX_get_security_level(context));
    for (const TlsPin& pin : settings.pins)
        identity += fmt::format("{} {}\n", pin.certificate ? "certificate" : "key", pin.sha256);
    return identity;
}

std::string anchor_of(const std::vector<std::string>& directories, const STACK_OF(X509) * chain) {
    if (directories.empty())
        return std::string{no_directories};
    if (chain == nullptr || sk_X509_num(chain) == 0)
        return {};
    const X509* last = sk_X509_value(chain, sk_X509_num(chain) - 1);
    int known = 0;
    const unsigned long hash = X509_NAME_hash_ex(X509_get_subject_name(last), nullptr, nullptr, &known);
    return known == 1 ? anchor_by_hash(directories, fmt::format("{:08x}", hash)) : std::string{};
}

bool anchor_stands(const std::vector<std::string>& directories, std::string_view anchor) {
    if (directories.empty() || anchor.size() <= hash_digits)
        return directories.empty() && anchor == no_directories;
    return anchor_by_hash(directories, anchor.substr(0, hash_digits)) == anchor;
}

} // namespace posthaste::net
