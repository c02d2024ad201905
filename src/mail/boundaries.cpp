// SPDX-License-Identifier: MIT
#include "boundaries.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::string_view dashes = "--";

bool may_be_delimiter(const LinePiece& piece) noexcept { return piece.begins && piece.text.starts_with(dashes); }

} // namespace

bool Boundaries::can_open(std::string_view boundary) const noexcept {
    return std::ranges::none_of(open_, [boundary](const Open& open) {
        const auto other = std::string_view(open.dashed).substr(dashes.size());
        const auto closed_by = [](std::string_view a, std::string_view b) {
            return a.size() == b.size() + dashes.size() && a.starts_with(b) && a.ends_with(dashes);
        };
        return other == boundary || closed_by(other, boundary) || closed_by(boundary, other);
    });
}

void Boundaries::open(std::string_view boundary, bool digest) {
    open_.push_back({fmt::format("{}{}", dashes, boundary), digest});
}

std::optional<Delimiter> Boundaries::match(const LinePiece& piece) const {
    if (!may_be_delimiter(piece) || !piece.ends || piece.text.size() > max_line_bytes + 2)
        return std::nullopt;
    auto line = piece.text.substr(0, piece.text.find_last_not_of(" \t\r\n") + 1); // without transport padding
    for (std::size_t level = open_.size(); level-- > 0;) {
        const std::string_view dashed = open_[level].dashed;
        if (!line.starts_with(dashed))
            continue;
        const auto rest = line.substr(dashed.size());
        if (rest.empty() || rest == dashes)
            return Delimiter{level, !rest.empty(), std::string(piece.text)};
    }
    return std::nullopt;
}

bool Boundaries::doubtful(const LinePiece& piece) const {
    return may_be_delimiter(piece) &&
           std::ranges::any_of(open_, [&piece](const Open& open) { return piece.text.starts_with(open.dashed); });
}

} // namespace posthaste::mail
