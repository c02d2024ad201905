// SPDX-License-Identifier: MIT
#include "signature.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>

namespace posthaste::mail {

const HeaderField* signature_field(const HeaderBlock& header) noexcept {
    const auto found = std::ranges::find_if(header.fields(), [](const auto& field) {
        return iequals(field.name, "DKIM-Signature") || iequals(field.name, "DomainKey-Signature") ||
               istarts_with(field.name, "ARC-");
    });
    return found == header.fields().end() ? nullptr : &*found;
}

} // namespace posthaste::mail
