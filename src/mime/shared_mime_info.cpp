// SPDX-License-Identifier: MIT
#include "shared_mime_info.hpp"

#include "magic_rules.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <fnmatch.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_file_bytes = 16UZ * 1024 * 1024;

// "weight:type:pattern[:flags]"
struct Glob {
    int weight = 0;
    std::string_view type, pattern;
    bool with_case = false;
};

Glob parse_glob(std::string_view line) {
    const auto parts = split(line, ':');
    Glob glob;
    if (parts.size() < 3 || line.starts_with('#'))
        return glob;
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), glob.weight);
    glob.type = parts[1];
    glob.pattern = parts[2];
    if (parts.size() > 3)
        glob.with_case = std::ranges::count(split(parts[3], ','), "cs") != 0;
    return glob;
}

// Most patterns are an extension, and many of the rest a name.
bool fits(std::string_view pattern, const std::string& name) {
    constexpr std::string_view special = "*?[";
    if (pattern.find_first_of(special) == std::string_view::npos)
        return name == pattern;
    const auto ending = pattern.substr(1);
    if (pattern.starts_with('*') && ending.find_first_of(special) == std::string_view::npos)
        return name.ends_with(ending);
    return ::fnmatch(std::string(pattern).c_str(), name.c_str(), 0) == 0;
}

// The best so far: by weight, then by the length of the pattern.
class BestTypes {
  public:
    explicit BestTypes(std::string_view name) : name_(name), lower_name_(lower(name)) {}

    void take_file(std::string_view text) {
        std::vector<std::string> closed;
        for (const auto line : split(text, '\n')) {
            const auto glob = parse_glob(line);
            if (glob.pattern == "__NOGLOBS__") // those of the directories behind this one do not count
                closed.emplace_back(glob.type);
            else if (!glob.pattern.empty() && std::ranges::find(closed_, glob.type) == closed_.end())
                take(glob);
        }
        closed_.insert(closed_.end(), closed.begin(), closed.end());
    }

    [[nodiscard]] std::vector<std::string> types() && { return std::move(types_); }

  private:
    void take(const Glob& glob) {
        const auto size = glob.pattern.size();
        if (glob.weight < weight_ || (glob.weight == weight_ && size < size_) ||
            !fits(glob.pattern, glob.with_case ? name_ : lower_name_))
            return;
        if (glob.weight > weight_ || size > size_)
            types_.clear();
        weight_ = glob.weight;
        size_ = size;
        if (std::ranges::find(types_, glob.type) == types_.end())
            types_.emplace_back(glob.type);
    }

    std::string name_, lower_name_;
    std::vector<std::string> types_, closed_;
    int weight_ = 0;
    std::size_t size_ = 0;
};

} // namespace

std::vector<std::string> types_by_name(const std::vector<std::string>& directories, std::string_view name) {
    BestTypes best(name);
    for (const auto& directory : directories)
        if (const auto text = read_file(directory + "/globs2", max_file_bytes))
            best.take_file(*text);
    return std::move(best).types();
}

std::string type_by_content(const std::vector<std::string>& directories, std::string_view beginning) {
    MagicMatch best;
    for (const auto& directory : directories)
        if (const auto text = read_file(directory + "/magic", max_file_bytes))
            if (auto match = match_magic(*text, beginning); match.priority > best.priority)
                best = std::move(match);
    return best.type;
}

} // namespace posthaste::mime
