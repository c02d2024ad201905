// SPDX-License-Identifier: MIT
// The texts of a composed message: plain, HTML, an invitation.
#pragma once

#include <posthaste/app/send.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/mime/arrange.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

// pieces: with what the HTML shows in it already. ErrorKind::data for a cid: in the HTML that no part has. Gives the
// beginning of what a person wrote, to be looked at.
[[nodiscard]] Result<std::string> add_texts(const SendOptions& options, mime::Pieces& pieces,
                                            std::vector<std::string>& warnings);

} // namespace posthaste::app
