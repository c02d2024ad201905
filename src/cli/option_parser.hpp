// SPDX-License-Identifier: MIT
// CLI11 with the long options that more than one command has. What it throws is caught here.
#pragma once

#include <posthaste/app/submit.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

enum class Use : std::uint8_t { sending, everywhere };

// Whether one of the words is this option, alone or with "=VALUE": CLI11 compares each option with all that it knows
// already, which would cost more than to send, so that it is told only of those that are named.
class Named {
  public:
    explicit Named(const std::vector<std::string>& words) : words_(&words) {}
    static Named all() { return {}; }
    bool operator()(std::string_view name) const;

  private:
    Named() = default;
    const std::vector<std::string>* words_ = nullptr;
};

struct OptionParser {
    OptionParser(std::string description, std::string name) : app(std::move(description), std::move(name)) {}

    // options must outlive the parsing.
    void add_common(app::SubmitOptions& options, Use least, const Named& named);
    // ErrorKind::usage for an option without its value and whatever else CLI11 does not take. Words it does not know
    // are in app.remaining().
    [[nodiscard]] Status parse(std::vector<std::string> words);
    // What --trace asks for. After parsing.
    [[nodiscard]] Status take_trace(app::SubmitOptions& options) const;
    // The error for a word that is none of the options, with the nearest.
    [[nodiscard]] std::unexpected<Error> unknown(std::string_view word) const;
    // For --help.
    [[nodiscard]] std::string options_help() const;
    [[nodiscard]] std::vector<ListedOption> listed_options() const;

    CLI::App app;
    std::string trace; // "true" of the bare switch
};

// Whether the next word is the value of this one, an option that more than one command has.
[[nodiscard]] bool takes_common_value(std::string_view word) noexcept;

using TakesValue = bool (*)(std::string_view word) noexcept;

// Mostly a variable that is not set: --tls-ca "$CA" must not come to mean every authority. CLI11 takes such a value for
// none, and the word after "--from=", a recipient, for its value. takes_value: of which words the next is the value,
// and so no option.
[[nodiscard]] Status refuse_empty_values(const std::vector<std::string>& words,
                                         TakesValue takes_value = takes_common_value);
// The same for all options that take one, where none may be empty.
[[nodiscard]] Status refuse_any_empty_value(const std::vector<std::string>& words, TakesValue takes_value);

} // namespace posthaste::cli
