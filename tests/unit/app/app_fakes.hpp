// SPDX-License-Identifier: MIT
// What the use cases are tested with: a caller, outcomes said in few words, and an environment without POSTHASTE_*.
#pragma once

#include "caller.hpp"
#include "unit/config/temporary_files.hpp"

#include <posthaste/delivery/outcome.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace posthaste::app {

inline mail::Address address(std::string_view text) { return mail::Address::parse(text).value(); }

inline Caller ann() { return {"ann", "Ann Example", "/nonexistent", "box.example.org"}; }

inline smtp::Reply reply(int code, std::vector<std::string> lines) {
    smtp::Reply result;
    result.code = code;
    result.lines = std::move(lines);
    return result;
}

inline delivery::RecipientOutcome replied(std::string_view recipient, smtp::Phase phase, smtp::Reply words) {
    const auto verdict = words.permanent()  ? delivery::Verdict::rejected
                         : words.positive() ? delivery::Verdict::delivered
                                            : delivery::Verdict::deferred;
    return {address(recipient), verdict, phase, std::move(words), std::nullopt, "mx.test:587"};
}

inline delivery::RecipientOutcome delivered(std::string_view recipient) {
    return replied(recipient, smtp::Phase::end_of_data, reply(250, {"2.0.0 taken"}));
}

inline delivery::RecipientOutcome failed(std::string_view recipient, delivery::Verdict verdict, smtp::Phase phase,
                                         Error error) {
    return {address(recipient), verdict, phase, std::nullopt, std::move(error), "mx.test:587"};
}

inline delivery::Outcome outcome(std::vector<delivery::RecipientOutcome> recipients) {
    return {std::move(recipients), {}};
}

// A configuration directory of its own, and none of the variables that the program reads.
class World {
  public:
    [[nodiscard]] const std::string& home() const { return directory_.path(); }
    [[nodiscard]] std::string file(const std::string& name, const std::string& text, mode_t mode = 0600) const {
        return directory_.file(name, text, mode);
    }
    void configure(const std::string& toml) const { (void)file("config/posthaste/config.toml", toml); }

  private:
    config::TemporaryDirectory directory_;
    config::Variable xdg_{"XDG_CONFIG_HOME", directory_.path() + "/config"};
    std::array<config::Variable, 9> unset_{{{"POSTHASTE_CONFIG", {}},
                                            {"POSTHASTE_ACCOUNT", {}},
                                            {"POSTHASTE_SERVER", {}},
                                            {"POSTHASTE_USER", {}},
                                            {"POSTHASTE_PASSWORD", {}},
                                            {"POSTHASTE_PASSWORD_COMMAND", {}},
                                            {"POSTHASTE_PASSWORD_FILE", {}},
                                            {"POSTHASTE_FROM", {}},
                                            {"POSTHASTE_TLS_CA", {}}}};
};

} // namespace posthaste::app
