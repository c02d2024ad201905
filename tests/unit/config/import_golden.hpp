// SPDX-License-Identifier: MIT
// Files of other programs in tests/data/import, each with what it must become beside it: NAME and NAME.toml.
#pragma once

#include <posthaste/config/config_file.hpp>
#include <posthaste/config/import.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace posthaste::config {

inline const std::filesystem::path import_data = std::filesystem::path(PH_TEST_DATA) / "import";

inline std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Those whose name ends so, in their order.
inline std::vector<std::string> import_files(const std::string& end) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(import_data)) {
        if (entry.path().filename().string().ends_with(end))
            names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
}

// The whole document; passwords as comments at its end.
inline std::string document_of(const Imported& imported, const std::string& name) {
    std::string text;
    if (!imported.default_account.empty())
        text += "default = \"" + imported.default_account + "\"\n";
    for (const auto& line : imported.top)
        text += line.key + " = " + line.value + "\n";
    text += import_text(imported, name);
    for (const auto& account : imported.accounts) {
        if (!account.password.empty())
            text += "# password of " + account.name + ": " + std::string(account.password.reveal()) + "\n";
    }
    return text;
}

// POSTHASTE_WRITE_GOLDEN=1 writes what is there now, to be read before it is kept.
inline void expect_golden(const Imported& imported, const std::string& name) {
    const auto got = document_of(imported, name);
    const auto parsed = parse_config(got, name);
    EXPECT_TRUE(parsed) << name << ": " << parsed.error().message;
    const auto golden = import_data / (name + ".toml");
    if (std::getenv("POSTHASTE_WRITE_GOLDEN") != nullptr)
        std::ofstream(golden, std::ios::binary) << got;
    EXPECT_EQ(got, text_of_file(golden)) << name;
}

} // namespace posthaste::config
