// SPDX-License-Identifier: MIT
// Running gpg on an entity.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

struct GpgResult {
    Fd output;          // without a name, standing at its beginning: ASCII armour, lines ending as gpg likes
    std::string status; // the lines of --status-fd, and what it said besides
};

// what: the options that say what to do. input: the entity, from its beginning. Errors as in mime/pgp.hpp.
[[nodiscard]] Result<GpgResult> run_gpg(const std::vector<std::string>& what, int input);

// The key as gpg is told: an address as <address>, which is matched exactly. ErrorKind::config when it is empty.
[[nodiscard]] Result<std::string> exact_key_name(const std::string& key);

// RFC 3156 section 5: "pgp-sha256", from the status lines of a signature; empty when there is none, or with a digest
// that has no name there.
[[nodiscard]] std::string micalg_of(std::string_view status);

} // namespace posthaste::mime
