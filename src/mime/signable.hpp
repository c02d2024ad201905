// SPDX-License-Identifier: MIT
// Content that is signed: its octets are read twice, by who signs and when it is sent, and must be the same.
#pragma once

#include <posthaste/mime/part.hpp>

#include <string_view>

namespace posthaste::mime {

class Signable {
  public:
    // ErrorKind::data for octets that could change on the way (RFC 8551 section 3.1.3, RFC 3156 section 3): 8-bit, NUL,
    // CR or LF alone, lines over 998 octets.
    [[nodiscard]] static Result<Signable> make(Part content);

    [[nodiscard]] int file() const noexcept { return entity_.file.get(); } // standing anywhere
    [[nodiscard]] std::uint64_t size_bytes() const noexcept { return entity_.size_bytes; }

    // multipart/signed: the octets that file() has, and the signature. parameters: as in make_multipart().
    [[nodiscard]] Result<Part> with_signature(std::string_view parameters, Part signature, IdSource& ids) &&;

  private:
    Entity entity_;
    std::vector<Field> fields_; // those at the beginning of the entity
};

} // namespace posthaste::mime
