// SPDX-License-Identifier: MIT
#include "tls_trust.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::net {

namespace {
struct DirectoryDeleter {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

// "5ed36f99.0", as openssl-rehash(1) makes them.
bool is_hash_link(std::string_view name) {
    return name.size() >= 10 && std::ranges::all_of(name.substr(0, 8), is_hex_digit) && name[8] == '.' &&
           std::ranges::all_of(name.substr(9), is_digit);
}

bool has_hash_links(const std::string& path) {
    const std::unique_ptr<DIR, DirectoryDeleter> directory{::opendir(path.c_str())};
    if (!directory)
        return false;
    while (const dirent* entry = ::readdir(directory.get()))
        if (is_hash_link(entry->d_name))
            return true;
    return false;
}

Status add_directory(SSL_CTX* context, const std::string& path, TrustState& state) {
    X509_LOOKUP* lookup = X509_STORE_add_lookup(SSL_CTX_get_cert_store(context), X509_LOOKUP_hash_dir());
    if (lookup == nullptr || X509_LOOKUP_add_dir(lookup, path.c_str(), X509_FILETYPE_PEM) != 1)
        return fail(ErrorKind::config, fmt::format("cannot use {} as a directory of certificates", path));
    state.directories.push_back(path);
    return {};
}

std::string from_environment(const char* variable, const char* otherwise) {
    const char* value = ::secure_getenv(variable);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

Status search_bundle(SSL_CTX* context, TrustState& state) {
    state.bundle_method = make_bundle_method();
    return add_bundle(SSL_CTX_get_cert_store(context), state.bundle_method.get(), state.bundle);
}

// Whether the file is of the only kind that the search knows. A search costs less than to read it all, and a session
// that is resumed asks for no authority.
bool is_searchable(const std::string& path, Bundle& bundle) {
    bundle.path = path;
    bundle.pem = read_file(path, bundle_limit_bytes).value_or("");
    return can_be_searched(bundle.pem);
}

Status trust_file(SSL_CTX* context, const std::string& path, bool regular, TrustState& state) {
    if (::access(path.c_str(), R_OK) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read the trusted certificates in {}", path), errno);
    if (regular && is_searchable(path, state.bundle)) // a pipe can be read but once
        return search_bundle(context, state);
    ERR_clear_error();
    const int loaded = SSL_CTX_load_verify_file(context, path.c_str());
    ERR_clear_error();
    if (loaded != 1)
        return fail(ErrorKind::config, fmt::format("{} holds no certificate that can be read (PEM is expected), so "
                                                   "there is nothing to trust",
                                                   path));
    return {};
}
} // namespace

std::string system_directories() {
    return from_environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
}

std::string system_bundle() { return from_environment(X509_get_default_cert_file_env(), X509_get_default_cert_file()); }

Status trust_system(SSL_CTX* context, TrustState& state) {
    const std::string directories = system_directories();
    bool hashed = false;
    for (const std::string_view part : split(directories, ':')) {
        const std::string path{part};
        if (path.empty() || !has_hash_links(path))
            continue;
        PH_TRY(add_directory(context, path, state));
        hashed = true;
    }
    const bool bundle_named = !from_environment(X509_get_default_cert_file_env(), "").empty();
    if (hashed && !bundle_named)
        return {};
    state.bundle.path = system_bundle();
    if (::access(state.bundle.path.c_str(), R_OK) != 0) {
        if (hashed)
            return {};
        return fail(ErrorKind::config, fmt::format("this system has no trusted certificates, neither in {} nor in {}: "
                                                   "install ca-certificates, or name a file with tls_ca "
                                                   "(--tls-ca FILE)",
                                                   directories, state.bundle.path));
    }
    return search_bundle(context, state);
}

Status trust_only(SSL_CTX* context, const std::string& path, TrustState& state) {
    // What the user named is trusted as it is, be it no root.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read the trusted certificates in {}", path), errno);
    if (!S_ISDIR(status.st_mode))
        return trust_file(context, path, S_ISREG(status.st_mode), state);
    if (!has_hash_links(path))
        return fail(ErrorKind::config, fmt::format("the directory {} has no certificates by hash: run "
                                                   "\"openssl rehash {}\", or name a file",
                                                   path, path));
    return add_directory(context, path, state);
}

} // namespace posthaste::net
