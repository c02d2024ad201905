// SPDX-License-Identifier: MIT
#include "gpg.hpp"
#include "signable.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mail/canonicalizer.hpp>
#include <posthaste/mime/pgp.hpp>

#include <fmt/format.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t block_bytes = 64UZ * 1024;

// The armour as it is sent: with CRLF.
Status write_armour(int from, ByteSink& to) {
    mail::Canonicalizer canonicalizer(false);
    std::string block(block_bytes, '\0'), lines;
    for (;;) {
        PH_ASSIGN(const std::size_t count, read_some(from, block));
        if (count == 0)
            break;
        canonicalizer.feed(std::string_view(block).substr(0, count), lines);
        PH_TRY(to.write(lines));
        lines.clear();
    }
    canonicalizer.finish(lines);
    return to.write(lines);
}

class CountingSink final : public ByteSink {
  public:
    explicit CountingSink(ByteSink& next) : next_(next) {}
    Status write(std::string_view bytes) override {
        bytes_ += bytes.size();
        return next_.write(bytes);
    }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  private:
    ByteSink& next_;
    std::uint64_t bytes_ = 0;
};

Result<FileOctets> armour_file(int from) {
    FileOctets octets{{}, "the encrypted content", OctetForm::as_is, std::nullopt};
    PH_ASSIGN(octets.file, open_unnamed_file(temporary_directories()));
    FdSink file(octets.file.get(), "cannot keep the encrypted message (TMPDIR, /var/tmp or /tmp)");
    CountingSink counted(file);
    PH_TRY(write_armour(from, counted));
    octets.size_bytes = counted.bytes();
    return octets;
}

Part part_of(std::vector<Field> fields, Segment content) {
    Part part;
    part.fields = std::move(fields);
    part.content.push_back(std::move(content));
    return part;
}

Status add_key(std::vector<std::string>& arguments, const char* option, const std::string& key) {
    PH_ASSIGN(auto name, exact_key_name(key));
    arguments.emplace_back(option);
    arguments.push_back(std::move(name));
    return {};
}

} // namespace

Result<Part> pgp_sign(Part content, const std::string& key, IdSource& ids) {
    std::vector<std::string> arguments{"--detach-sign"};
    PH_TRY(add_key(arguments, "--local-user", key));
    PH_ASSIGN(auto signable, Signable::make(std::move(content)));
    PH_ASSIGN(const auto made, run_gpg(arguments, signable.file()));
    const auto micalg = micalg_of(made.status);
    if (micalg.empty())
        return fail(ErrorKind::config, "gpg made no signature, or one with a digest that mail has no name for");
    StringSink armour;
    PH_TRY(write_armour(made.output.get(), armour));
    auto signature = part_of({{"Content-Type", "application/pgp-signature; name=\"signature.asc\""},
                              {"Content-Disposition", "attachment; filename=\"signature.asc\""}},
                             std::move(armour.text));
    return std::move(signable).with_signature(
        fmt::format(";\r\n protocol=\"application/pgp-signature\"; micalg={}", micalg), std::move(signature), ids);
}

Result<Part> pgp_encrypt(Part content, const std::vector<std::string>& recipients, const std::string& signer,
                         IdSource& ids) {
    if (recipients.empty())
        return fail(ErrorKind::config, "there is no OpenPGP key to encrypt to");
    std::vector<std::string> arguments{"--encrypt", "--trust-model", "always"};
    for (const auto& recipient : recipients)
        PH_TRY(add_key(arguments, "--recipient", recipient));
    if (!signer.empty()) {
        arguments.emplace_back("--sign");
        PH_TRY(add_key(arguments, "--local-user", signer));
    }
    PH_ASSIGN(const auto entity, write_entity(std::move(content)));
    PH_ASSIGN(const auto made, run_gpg(arguments, entity.file.get()));
    PH_ASSIGN(auto armour, armour_file(made.output.get()));
    std::vector<Part> children;
    children.push_back(part_of({{"Content-Type", "application/pgp-encrypted"}}, "Version: 1\r\n"));
    children.push_back(part_of({{"Content-Type", "application/octet-stream; name=\"encrypted.asc\""},
                                {"Content-Disposition", "inline; filename=\"encrypted.asc\""}},
                               std::move(armour)));
    return make_multipart("encrypted", ";\r\n protocol=\"application/pgp-encrypted\"", std::move(children), ids);
}

} // namespace posthaste::mime
