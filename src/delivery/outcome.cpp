// SPDX-License-Identifier: MIT
#include <posthaste/delivery/outcome.hpp>

namespace posthaste::delivery {

std::string_view name(Verdict verdict) noexcept {
    switch (verdict) {
    case Verdict::delivered:
        return "delivered";
    case Verdict::deferred:
        return "deferred";
    case Verdict::rejected:
        return "rejected";
    case Verdict::unknown:
        break;
    }
    return "unknown";
}

} // namespace posthaste::delivery
