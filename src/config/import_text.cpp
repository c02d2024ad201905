// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/config/import.hpp>
#include <posthaste/config/toml_text.hpp>

#include <fmt/format.h>

namespace posthaste::config {

namespace {

// What is quoted from the file may hold anything; a comment ends with its line, and TOML allows no controls in it.
void add_remarks(std::string& text, const Imported& imported, const std::string& account) {
    for (const auto& remark : imported.remarks) {
        if (remark.account == account)
            text += printable(fmt::format("# {}: {}", remark.at, remark.text)) + "\n";
    }
}

void add_lines(std::string& text, const std::vector<ImportedLine>& lines) {
    for (const auto& line : lines)
        text += fmt::format("{} = {}\n", line.key, line.value);
}

void add_table(std::string& text, std::string_view header, const std::vector<ImportedLine>& lines) {
    if (lines.empty())
        return;
    text += fmt::format("\n[{}]\n", header);
    add_lines(text, lines);
}

} // namespace

std::string import_text(const Imported& imported, std::string_view from) {
    std::string text = printable(fmt::format("# imported from {}", from)) + "\n";
    add_remarks(text, imported, {});
    add_table(text, "log", imported.log);
    add_table(text, "queue", imported.queue);
    for (const auto& account : imported.accounts) {
        text += fmt::format("\n[account.{}]\n", toml_key(account.name));
        add_remarks(text, imported, account.name);
        add_lines(text, account.lines);
    }
    for (const auto& route : imported.routes)
        text +=
            fmt::format("\n[[route]]\nfrom = {}\naccount = {}\n", toml_string(route.from), toml_string(route.account));
    return text;
}

} // namespace posthaste::config
