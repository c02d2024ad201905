// SPDX-License-Identifier: MIT
// A message from a ByteSource to its final bytes in a ByteSink, in one pass and flat memory: the header (at most
// what HeaderBlock allows) in memory, the body through one 64 KiB window. Two steps, because what is done to the header
// depends on who it is for. Commits nothing; knows no spool and no network.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/mail/header_block.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace posthaste::mail {

struct Taken {
    MessageFacts facts;
    std::vector<std::string> warnings; // for people
};

enum class LoneDot : std::uint8_t {
    is_text,      // -i
    ends_message, // sendmail without -i; what follows is read and left out
    ends_input,   // the same at a terminal, where nothing need follow
};

class Intake {
  public:
    // The source must outlive this.
    Intake(ByteSource& source, LoneDot dot);
    ~Intake();
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    // The first step, once. Drops a leading "From x date" or ">From x date" line; "From : x" is a header, a sentence is
    // text. A line that is no field ends the header. ErrorKind::data for a bare CR or NUL in the header and for one
    // over the limit; ErrorKind::io when reading fails.
    [[nodiscard]] Result<HeaderBlock> read_header();
    // The second, once: writes the header as it is given, a blank line and the body.
    [[nodiscard]] Result<Taken> write(const HeaderBlock& header, ByteSink& sink);
    // Reads what is left and forgets it: after an error, so that who writes into the pipe sees no EPIPE.
    void drain() noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace posthaste::mail
