// SPDX-License-Identifier: MIT
// Alias files: whatever the bytes are, problems with their place, or targets that are safe to carry in an envelope; and
// an expansion that ends.
#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace posthaste;
using config::AliasKind;

void require(bool holds) {
    if (!holds)
        std::abort();
}

void check(const config::AliasTarget& target) {
    require(!has_control(target.text) || target.kind == AliasKind::refusal || target.kind == AliasKind::address);
    require((target.kind == AliasKind::address) == target.address.has_value());
    if (target.kind == AliasKind::include || target.kind == AliasKind::file)
        require(target.text.starts_with('/'));
    if (target.kind == AliasKind::address)
        require(!config::is_command_or_file(*target.address));
    if (target.kind != AliasKind::command && target.kind != AliasKind::file)
        return;
    // What the queue writes down it reads back.
    const auto carried = mail::Address::make((target.kind == AliasKind::command ? "|" : "") + target.text, "");
    require(carried && config::is_command_or_file(*carried));
    const auto again = mail::Address::parse(carried->text());
    require(again && *again == *carried);
}

// Lists name files of this machine, which are not the fuzzer's.
void drop_lists(config::AliasFile& file) {
    for (auto& entry : file.entries)
        std::erase_if(entry.targets, [](const auto& target) { return target.kind == AliasKind::include; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    auto file = config::parse_aliases(text, "fuzz");
    require(file.size_bytes == size);
    for (const auto* told : {&file.problems, &file.doubles})
        for (const auto& line : *told)
            require(line.starts_with("fuzz:"));
    std::vector<mail::Address> names;
    for (const auto& entry : file.entries) {
        require(!entry.name.empty() && !has_control(entry.name) && entry.name.find('@') == std::string::npos);
        require(!entry.targets.empty() && entry.place.starts_with("fuzz:"));
        std::ranges::for_each(entry.targets, check);
        if (auto name = mail::Address::make(entry.name, ""))
            names.push_back(*std::move(name));
    }
    std::ranges::for_each(config::parse_alias_list(text, "fuzz").targets, check);
    drop_lists(file);
    config::AliasTable table;
    table.add(std::move(file));
    const auto expansion =
        config::expand(table, names, {[](const auto& address) { return !address.qualified(); }, true});
    require(expansion.commands.empty()); // nothing in it is trusted
    require(std::ranges::none_of(expansion.recipients, config::is_command_or_file));
    return 0;
}
