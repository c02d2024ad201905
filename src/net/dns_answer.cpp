// SPDX-License-Identifier: MIT
#include "dns_answer.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <arpa/nameser.h>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <resolv.h>

namespace posthaste::net {

namespace {

constexpr std::size_t most_records = 64;

// Reads past the end give zeros and are remembered. Names are libc's work (dn_expand(3)), which knows compression and
// its loops; the rest of libresolv would be one more library to map for everyone who needs no SRV.
class Reader {
  public:
    explicit Reader(std::span<const unsigned char> bytes) : bytes_(bytes) {}

    unsigned take16() {
        const auto two = take(2);
        return two.empty() ? 0 : two[0] * 256U + two[1];
    }
    std::span<const unsigned char> take(std::size_t count) {
        if (broken_ || bytes_.size() - at_ < count) {
            broken_ = true;
            return {};
        }
        at_ += count;
        return bytes_.subspan(at_ - count, count);
    }
    std::string take_name() {
        std::array<char, NS_MAXDNAME> name{};
        const unsigned char* begin = bytes_.data();
        const int length = broken_ ? -1
                                   : ::dn_expand(begin, begin + bytes_.size(), begin + at_, name.data(),
                                                 static_cast<int>(name.size()));
        broken_ = length < 0;
        at_ += broken_ ? 0 : static_cast<std::size_t>(length);
        return name.data();
    }
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] std::size_t at() const { return at_; }

  private:
    std::span<const unsigned char> bytes_;
    std::size_t at_ = 0;
    bool broken_ = false;
};

std::unexpected<Error> malformed() { return fail(ErrorKind::protocol, "the name server's answer is malformed"); }

bool is_target(std::string_view target) {
    const auto in_name = [](char c) {
        const char letter = to_lower(c);
        return (letter >= 'a' && letter <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.';
    };
    return target == "." || (!target.empty() && std::ranges::all_of(target, in_name));
}

// RFC 2782. The target may be compressed though it should not be.
std::optional<SrvRecord> take_srv(Reader& reader) {
    SrvRecord record;
    record.priority = static_cast<std::uint16_t>(reader.take16());
    record.weight = static_cast<std::uint16_t>(reader.take16());
    record.port = static_cast<std::uint16_t>(reader.take16());
    record.target = reader.take_name();
    if (record.target.empty()) // how dn_expand writes the root
        record.target = ".";
    return reader.broken() || !is_target(record.target) ? std::nullopt : std::optional(std::move(record));
}

// RFC 1035 section 4.1.3. The owner's name is not looked at: it may differ from what was asked by a CNAME.
Status take_record(Reader& reader, std::vector<SrvRecord>& records) {
    (void)reader.take_name();
    const unsigned type = reader.take16(), klass = reader.take16();
    (void)reader.take(4); // TTL
    const unsigned length = reader.take16();
    Reader inside = reader; // names may point back into the whole answer
    (void)reader.take(length);
    if (reader.broken())
        return malformed();
    if (type != ns_t_srv || klass != ns_c_in)
        return {};
    auto record = take_srv(inside);
    if (!record || inside.at() != reader.at())
        return malformed();
    if (records.size() < most_records)
        records.push_back(*std::move(record));
    return {};
}

} // namespace

Result<std::vector<SrvRecord>> parse_srv_answer(std::span<const unsigned char> answer) {
    Reader reader(answer);
    (void)reader.take16(); // the id, which libresolv has compared
    const unsigned flags = reader.take16();
    const unsigned questions = reader.take16(), answers = reader.take16();
    (void)reader.take(4); // numbers of the other sections
    constexpr unsigned is_answer = 0x8000, code_mask = 15;
    if (reader.broken() || (flags & is_answer) == 0)
        return malformed();
    if ((flags & code_mask) == ns_r_nxdomain)
        return std::vector<SrvRecord>{};
    if ((flags & code_mask) != ns_r_noerror)
        return fail(ErrorKind::connection, fmt::format("the name server failed (code {})", flags & code_mask));
    for (unsigned i = 0; i < questions && !reader.broken(); ++i) {
        (void)reader.take_name();
        (void)reader.take(4);
    }
    std::vector<SrvRecord> records;
    for (unsigned i = 0; i < answers; ++i)
        PH_TRY(take_record(reader, records));
    return records;
}

} // namespace posthaste::net
