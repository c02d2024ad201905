// SPDX-License-Identifier: MIT
#include "script_player.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>
#include <utility>

namespace posthaste::test {

namespace {
constexpr std::size_t max_shown_bytes = 200;

class Player {
  public:
    Player(const Script& script, Channel& channel, const CertificateFiles& files)
        : script_(script), channel_(channel), files_(files) {}

    Played run() {
        for (const ScriptStep& step : script_.steps) {
            if (step.kind == StepKind::server) {
                said_ += step.text; // lines that follow each other go in one piece
                continue;
            }
            channel_.write(std::exchange(said_, {}));
            if (!take(step))
                return std::move(played_);
        }
        channel_.write(std::exchange(said_, {}));
        channel_.end();
        const std::string more = channel_.read_to_end();
        if (!more.empty() && !in_part_) // else it is the rest of the message
            played_.deviation = fmt::format("{}: after the last line the client says {}", script_.name,
                                            printable(more.substr(0, max_shown_bytes)));
        return std::move(played_);
    }

  private:
    bool take(const ScriptStep& step) { // false: the connection is over
        switch (step.kind) {
        case StepKind::server:
            return true;
        case StepKind::client:
            return expect(step, step.text);
        case StepKind::dot:
            return expect(step, ".");
        case StepKind::body:
            return take_body(step);
        case StepKind::chunk:
            return take_chunk(step);
        case StepKind::part:
            in_part_ = true;
            return take_part(step);
        case StepKind::tls:
            return channel_.start_tls(files_) || deviate(step, "the TLS handshake failed");
        case StepKind::close:
            channel_.end();
            break;
        case StepKind::reset:
            channel_.reset();
            return false; // the descriptor is closed by the caller, and that is the RST
        case StepKind::timeout:
            break;
        }
        channel_.read_to_end();
        return false;
    }

    bool expect(const ScriptStep& step, const std::string& wanted) {
        auto line = channel_.read_line();
        while (in_part_ && line && *line != wanted + "\r\n") // the rest of the message, on its way all the time
            line = channel_.read_line();
        in_part_ = false;
        if (line == wanted + "\r\n")
            return true;
        return deviate(step, fmt::format("\"{}\" expected, the client {}", printable(wanted),
                                         line ? "says " + printable(*line) : std::string{"has gone"}));
    }

    bool take_body(const ScriptStep& step) {
        for (;;) {
            const auto line = channel_.read_line();
            if (!line)
                return deviate(step, "the client has gone before the end of its message");
            if (*line == ".\r\n")
                return true;
            played_.data += line->starts_with('.') ? line->substr(1) : *line;
        }
    }

    bool take_chunk(const ScriptStep& step) {
        const auto bytes = channel_.read(script_.facts.size_bytes);
        if (!bytes)
            return deviate(step, "the client has gone before the end of its chunk");
        played_.data += *bytes;
        return true;
    }

    bool take_part(const ScriptStep& step) {
        return channel_.read_line().has_value() || deviate(step, "the client has gone instead of sending its message");
    }

    bool deviate(const ScriptStep& step, const std::string& what) {
        played_.deviation = fmt::format("{} line {}: {}", script_.name, step.line, what);
        channel_.end();
        channel_.read_to_end();
        return false;
    }

    const Script& script_;
    Channel& channel_;
    const CertificateFiles& files_;
    Played played_;
    std::string said_; // by the server, not sent yet
    bool in_part_ = false;
};
} // namespace

Played play(const Script& script, Channel& channel, const CertificateFiles& files) {
    return Player{script, channel, files}.run();
}

} // namespace posthaste::test
