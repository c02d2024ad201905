// SPDX-License-Identifier: MIT
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>

namespace posthaste {

Result<std::size_t> FdSource::read(std::span<char> buffer) {
    auto count = read_some(fd_, buffer);
    if (!count)
        return with_context(name_, std::move(count).error());
    return count;
}

Result<std::size_t> MemorySource::read(std::span<char> buffer) {
    const std::size_t count = std::min({buffer.size(), text_.size(), step_});
    std::copy_n(text_.begin(), count, buffer.begin());
    text_.remove_prefix(count);
    return count;
}

Status FdSink::write(std::string_view bytes) {
    auto written = write_all(fd_, bytes);
    if (!written)
        return with_context(name_, std::move(written).error());
    return written;
}

} // namespace posthaste
