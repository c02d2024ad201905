// SPDX-License-Identifier: MIT
// The pieces of a composed message as a stream: files are read once, in blocks, and encoded on the way. Memory does not
// depend on their size.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mime/segment.hpp>

#include <memory>
#include <vector>

namespace posthaste::mime {

class SegmentSource final : public ByteSource {
  public:
    explicit SegmentSource(std::vector<Segment> segments);
    ~SegmentSource() override;
    // ErrorKind::no_input naming the file: it cannot be read, it has changed, or it is over its limit.
    Result<std::size_t> read(std::span<char> buffer) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace posthaste::mime
