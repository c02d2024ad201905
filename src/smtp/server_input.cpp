// SPDX-License-Identifier: MIT
#include "server_input.hpp"

#include <algorithm>
#include <utility>

namespace posthaste::smtp {

void ServerInput::append(std::string_view bytes) {
    bytes_.erase(0, taken_);
    taken_ = 0;
    bytes_ += bytes;
}

ServerInput::Line ServerInput::take_line(std::size_t max_bytes) {
    const auto waiting = rest();
    const auto end = waiting.find('\n', searched_);
    if (end == std::string_view::npos) {
        searched_ = waiting.size();
        if (swallowing_ || waiting.size() > max_bytes + 1) { // a CR may belong to the end of the line
            swallowing_ = true;
            take(std::exchange(searched_, 0));
        }
        return {Line::State::none, {}};
    }
    auto text = waiting.substr(0, end);
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    take(end + 1);
    searched_ = 0;
    if (std::exchange(swallowing_, false) || text.size() > max_bytes)
        return {Line::State::too_long, {}};
    return {Line::State::whole, text};
}

void ServerInput::wipe_taken() noexcept { std::fill_n(bytes_.begin(), taken_, '\0'); }

} // namespace posthaste::smtp
