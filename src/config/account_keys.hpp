// SPDX-License-Identifier: MIT
// The keys of [account.NAME] and of its password table.
#pragma once

#include "key_table.hpp"

#include <posthaste/config/config.hpp>

namespace posthaste::config {

[[nodiscard]] std::span<const Key<Account>> account_keys() noexcept;
// What keys say of each other, after all of them are read: each may stand before the other.
[[nodiscard]] KeyStatus check_account_keys(const Account& account, const TomlValue& table);
// When all keys are read: what the account's provider stands for and no key says.
void complete_by_provider(Account& account);
// A domain or an address literal, as A-labels.
[[nodiscard]] std::expected<std::string, KeyError> domain_of(const TomlValue& value);

} // namespace posthaste::config
