// SPDX-License-Identifier: MIT
// Ways to cut bytes into pieces, for everything that takes a stream: no result may depend on them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace posthaste::test {

using Pieces = std::vector<std::string_view>;

[[nodiscard]] inline Pieces bytewise(std::string_view bytes) {
    Pieces pieces;
    for (std::size_t at = 0; at < bytes.size(); ++at)
        pieces.push_back(bytes.substr(at, 1));
    return pieces;
}

[[nodiscard]] inline Pieces split_at(std::string_view bytes, std::size_t at) {
    if (at == 0 || at >= bytes.size())
        return {bytes};
    return {bytes.substr(0, at), bytes.substr(at)};
}

// Calls play(pieces) with bytes whole, byte by byte, and cut in two at every place.
template <typename Play> void for_each_split(std::string_view bytes, Play play) {
    play(Pieces{bytes});
    play(bytewise(bytes));
    for (std::size_t at = 1; at < bytes.size(); ++at)
        play(split_at(bytes, at));
}

} // namespace posthaste::test
