// SPDX-License-Identifier: MIT
#include "json_line.hpp"

#include <posthaste/base/text.hpp>

#include <nlohmann/json.hpp>

namespace posthaste::app {

std::string json_text(const nlohmann::ordered_json& value) {
    return printable_json(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

std::string json_line(const nlohmann::ordered_json& value) { return json_text(value) + "\n"; }

} // namespace posthaste::app
