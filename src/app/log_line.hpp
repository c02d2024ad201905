// SPDX-License-Identifier: MIT
// One line of the log: fields in their order, as logfmt (key=value) or as one JSON object. Values may come from
// outside: they are made printable and cut, so that nothing of them is a line end, or longer than a log takes.
#pragma once

#include <posthaste/config/config.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace posthaste::app {

class LogLine {
  public:
    void add(std::string_view key, std::string_view text); // left out when it is empty
    void add(std::string_view key, std::int64_t number);
    void add(std::string_view key, std::chrono::milliseconds span); // in seconds
    void add(const LogLine& rest);                                  // all of its fields

    [[nodiscard]] std::string text(config::LogFormat format) const; // without an end

  private:
    using Value = std::variant<std::string, std::int64_t, double>;
    struct Field {
        std::string_view key; // a literal
        Value value;
    };
    [[nodiscard]] std::string logfmt() const;
    [[nodiscard]] std::string json() const;

    std::vector<Field> fields_;
};

} // namespace posthaste::app
