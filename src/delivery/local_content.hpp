// SPDX-License-Identifier: MIT
// The message as it is stored on this machine: with LF, and a Return-Path.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <string>

namespace posthaste::delivery {

class FileSink final : public ByteSink { // to a descriptor it does not own
  public:
    FileSink(FileOps& files, int fd) : files_(files), fd_(fd) {}
    Status write(std::string_view bytes) override { return files_.write(fd_, bytes); }

  private:
    FileOps& files_;
    int fd_;
};

// "Return-Path: <ann@example.org>\n": final delivery adds it (RFC 5321 4.4); an older one was dropped at intake.
[[nodiscard]] std::string return_path(const mail::Envelope& envelope);
// The whole content in windows of 64 KiB, CRLF written as LF. Memory does not grow with the message.
[[nodiscard]] Status copy_with_lf(const mail::PreparedMessage& message, ByteSink& sink);

} // namespace posthaste::delivery
