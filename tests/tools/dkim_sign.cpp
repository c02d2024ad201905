// SPDX-License-Identifier: MIT
// dkim-sign DOMAIN:SELECTOR:KEYFILE... < message > signed message: what posthaste puts before a message whose octets
// are final, for verifiers that are not ours (tests/dkim).
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/dkim.hpp>
#include <posthaste/mime/fields_in_front.hpp>

#include <cstdio>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace posthaste;

constexpr std::size_t block_bytes = 64UZ * 1024;

struct Input {
    Fd file;
    std::uint64_t header_bytes = 0, size_bytes = 0;
};

Result<Input> read_input() {
    Input input;
    PH_ASSIGN(input.file, open_unnamed_file(temporary_directories()));
    std::string beginning, block(block_bytes, '\0');
    for (;;) {
        PH_ASSIGN(const auto count, read_some(STDIN_FILENO, block));
        if (count == 0)
            break;
        const auto piece = std::string_view(block).substr(0, count);
        PH_TRY(write_all(input.file.get(), piece));
        input.size_bytes += count;
        if (input.header_bytes == 0) {
            beginning += piece;
            const auto end = beginning.find("\r\n\r\n");
            input.header_bytes = end == std::string::npos ? 0 : end + 4;
        }
    }
    if (input.header_bytes == 0)
        return fail(ErrorKind::data, "no blank line ends the header");
    return input;
}

Result<std::vector<mime::DkimSigner>> signers_of(int argc, char** argv) {
    std::vector<mime::DkimSigner> signers;
    for (int index = 1; index < argc; ++index) {
        PH_ASSIGN(const auto option, mime::parse_dkim_option(argv[index]));
        PH_ASSIGN(const auto pem, read_file(option.key_file, block_bytes));
        PH_ASSIGN(auto signer, mime::make_dkim_signer(option, pem));
        signers.push_back(std::move(signer));
    }
    return signers;
}

Status write_out(int file) {
    std::string block(block_bytes, '\0');
    for (std::uint64_t offset = 0;;) {
        PH_ASSIGN(const auto count, pread_some(file, block, offset));
        if (count == 0)
            return {};
        PH_TRY(write_all(STDOUT_FILENO, std::string_view(block).substr(0, count)));
        offset += count;
    }
}

Status run(int argc, char** argv) {
    PH_ASSIGN(const auto signers, signers_of(argc, argv));
    PH_ASSIGN(const auto input, read_input());
    PH_ASSIGN(const auto fields,
              mime::dkim_fields(input.file.get(), input.header_bytes, input.size_bytes, signers, SystemClock{}));
    PH_ASSIGN(const auto file, mime::with_fields_in_front(fields, input.file.get(), input.size_bytes));
    return write_out(file.get());
}

} // namespace

int main(int argc, char** argv) {
    const auto status = run(argc, argv);
    if (!status)
        std::fprintf(stderr, "dkim-sign: %s\n", status.error().message.c_str());
    return status ? 0 : 1;
}
