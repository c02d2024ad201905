// SPDX-License-Identifier: MIT
#include "signable.hpp"

#include <posthaste/base/io.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <string>
#include <unistd.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t block_bytes = 64UZ * 1024;
constexpr std::uint64_t max_line_bytes = 998; // RFC 5322 section 2.1.1

// What is wrong with an octet at its place, if anything.
class OctetCheck {
  public:
    // Empty: nothing.
    std::string_view next(char octet) noexcept {
        if (after_cr_ != (octet == '\n'))
            return "a line end that is not CRLF";
        after_cr_ = octet == '\r';
        if (static_cast<unsigned char>(octet) > 127)
            return "8-bit octets";
        if (octet == '\0')
            return "a NUL";
        if (octet == '\n') {
            ++line;
            line_bytes_ = 0;
        } else if (!after_cr_ && ++line_bytes_ > max_line_bytes) {
            return "a line of more than 998 octets";
        }
        return {};
    }
    [[nodiscard]] bool ends_in_cr() const noexcept { return after_cr_; }
    std::uint64_t line = 1;

  private:
    std::uint64_t line_bytes_ = 0;
    bool after_cr_ = false;
};

std::unexpected<Error> unsignable(const OctetCheck& check, std::string_view fault) {
    return fail(ErrorKind::data, fmt::format("line {} of the content has {}, which may change on the way, so it cannot "
                                             "be signed: attach what is not text as application/octet-stream",
                                             check.line, fault));
}

Status check_octets(const Entity& entity) {
    OctetCheck check;
    std::string block(block_bytes, '\0');
    std::uint64_t taken = 0;
    for (;;) {
        PH_ASSIGN(const std::size_t count, pread_some(entity.file.get(), block, taken));
        if (count == 0)
            break;
        taken += count;
        for (const char octet : std::string_view(block).substr(0, count))
            if (const auto fault = check.next(octet); !fault.empty())
                return unsignable(check, fault);
    }
    if (check.ends_in_cr())
        return unsignable(check, "a line end that is not CRLF");
    return {};
}

// Of the fields and the blank line behind them.
std::size_t header_bytes(const std::vector<Field>& fields) {
    Part header;
    header.fields = fields;
    std::size_t bytes = 0;
    for (const auto& segment : flatten(std::move(header)))
        bytes += std::get<std::string>(segment).size();
    return bytes;
}

} // namespace

Result<Signable> Signable::make(Part content) {
    Signable signable;
    signable.fields_ = content.fields;
    PH_ASSIGN(signable.entity_, write_entity(std::move(content)));
    PH_TRY(check_octets(signable.entity_));
    return signable;
}

Result<Part> Signable::with_signature(std::string_view parameters, Part signature, IdSource& ids) && {
    // The part's fields are written from memory, so the file is read from where they end.
    const auto header = header_bytes(fields_);
    if (::lseek(entity_.file.get(), static_cast<off_t>(header), SEEK_SET) < 0)
        return fail_errno(ErrorKind::io, "cannot read the signed content", errno);
    Part content;
    content.fields = std::move(fields_);
    content.content.emplace_back(FileOctets{std::move(entity_.file), "the signed content", OctetForm::as_is,
                                            std::nullopt, entity_.size_bytes - header});
    std::vector<Part> children;
    children.push_back(std::move(content));
    children.push_back(std::move(signature));
    return make_multipart("signed", parameters, std::move(children), ids);
}

} // namespace posthaste::mime
