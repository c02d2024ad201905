// SPDX-License-Identifier: MIT
// The receiving side of SMTP or LMTP for one connection: takes what a well-behaved client sends, answers 5xx to the
// rest, and refuses what its options say.
#pragma once

#include "channel.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

enum class ServerTls : std::uint8_t { none, starttls, implicit };

struct ServerOptions {
    ServerTls tls = ServerTls::none;
    std::string user, password;                  // AUTH is offered, and demanded, when set
    std::map<std::string, std::string> replies;  // by verb, "greeting" or "end" (of data): instead of the good one
    std::map<std::string, std::string> refusals; // reply to RCPT by address
    std::map<std::string, std::string> ends;     // reply to the message by address, LMTP only
    bool lmtp = false;
    std::string unix_path;         // of the socket to listen at, instead of TCP
    std::set<std::string> without; // extensions not offered
};

struct ReceivedMessage {
    std::string sender;                  // "<ann@example.org> SIZE=120": what followed "MAIL FROM:"
    std::vector<std::string> recipients; // what followed "RCPT TO:", those who got the message only
    std::string data;                    // CRLF lines, dots unstuffed
    std::string login;
    bool secure = false;
};

class Receiver {
  public:
    using OnMessage = std::function<void(const ReceivedMessage&)>;
    Receiver(Channel& channel, const ServerOptions& options, const CertificateFiles& files, OnMessage on_message);
    void run(); // until QUIT or the end of the connection

  private:
    bool handle(const std::string& line); // false: over
    bool say_goodbye();
    void forget();
    void greet_back();
    void start_tls();
    void authenticate(std::string_view argument);
    [[nodiscard]] bool credentials_are_good(std::string_view mechanism, std::string_view initial);
    [[nodiscard]] std::string prompt(std::string_view base64_question);
    void begin(std::string_view argument);
    void add_recipient(std::string_view argument);
    bool take_data();
    bool take_chunk(std::string_view argument);
    void finish_message();
    void hand_over();
    void reply(std::string_view key, std::string_view good);
    [[nodiscard]] bool refused(std::string_view key) const;
    [[nodiscard]] bool offers(const std::string& extension) const { return !options_.without.contains(extension); }

    Channel& channel_;
    const ServerOptions& options_;
    const CertificateFiles& files_;
    OnMessage on_message_;
    ReceivedMessage message_;
    bool in_transaction_ = false;
};

} // namespace posthaste::test
