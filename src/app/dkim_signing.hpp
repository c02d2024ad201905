// SPDX-License-Identifier: MIT
// The draft with its DKIM signatures in front: the last that is done to it.
#pragma once

#include "draft.hpp"

#include <posthaste/base/clock.hpp>
#include <posthaste/mime/dkim.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

// Of "DOMAIN:SELECTOR:KEYFILE" each. ErrorKind::usage, no_input or config naming what is wrong.
[[nodiscard]] Result<std::vector<mime::DkimSigner>> read_dkim_signers(const std::vector<std::string>& options);

[[nodiscard]] Status sign_draft(Draft& draft, const std::vector<mime::DkimSigner>& signers, const Clock& clock);

} // namespace posthaste::app
