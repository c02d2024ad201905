// SPDX-License-Identifier: MIT
// Runs a fuzz target over the files of its corpus, and over beginnings of each, where there is no libFuzzer: what was
// found once stays found in every build.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
namespace fs = std::filesystem;

std::vector<fs::path> files_under(const fs::path& path) {
    if (!fs::is_directory(path))
        return {path};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{path}) {
        if (entry.is_regular_file())
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

void replay(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>{stream}, {}};
    constexpr std::size_t beginnings = 64; // cut short in many places, yet quick for a large file
    const std::size_t step = bytes.size() / beginnings + 1;
    for (std::size_t size = 0; size < bytes.size(); size += step) {
        // A copy of just this size, so that a sanitizer sees a read past its end.
        const std::vector<std::uint8_t> cut{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
        LLVMFuzzerTestOneInput(cut.data(), cut.size());
    }
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}
} // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int index = 1; index < argc; ++index) {
        for (const fs::path& path : files_under(argv[index])) {
            std::fprintf(stderr, "%s\n", path.c_str()); // the last one named is the one that crashed
            replay(path);
            ++count;
        }
    }
    if (count == 0)
        std::fprintf(stderr, "usage: %s FILE|DIRECTORY...; nothing to replay\n", argv[0]);
    return count == 0 ? 1 : 0;
}
