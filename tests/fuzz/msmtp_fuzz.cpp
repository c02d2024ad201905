// SPDX-License-Identifier: MIT
// msmtprc: whatever the bytes are, what comes out is a document that our own parser takes, with the accounts it names.
#include <posthaste/config/config_file.hpp>
#include <posthaste/config/import.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool condition) {
    if (!condition)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto imported = posthaste::config::import_msmtp({"fuzz", text});
    const auto config = posthaste::config::parse_config(import_text(imported, "fuzz"), "fuzz");
    require(config.has_value() && config->accounts.size() == imported.accounts.size());
    for (const auto& account : imported.accounts)
        require(config->account(account.name).value()->server.has_value());
    require(imported.default_account.empty() || config->account(imported.default_account).has_value());
    return 0;
}
