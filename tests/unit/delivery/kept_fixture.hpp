// SPDX-License-Identifier: MIT
// What tests of many messages over one connection have in common.
#pragma once

#include "dialogue_server.hpp"
#include "local_fakes.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace posthaste::delivery {

inline const std::string ehlo = "EHLO client.example";
inline const std::string mail_from = "MAIL FROM:<sender@a.test>";

inline std::string rcpt(const std::string& address) { return "RCPT TO:<" + address + ">"; }

inline Dialogue transaction(const std::string& address = "bob@b.test") {
    return {mail_from, rcpt(address), "DATA", "<body>"};
}

inline Dialogue joined(const std::vector<Dialogue>& parts) {
    Dialogue all;
    for (const auto& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

inline mail::PreparedMessage message_to(std::vector<std::string> recipients = {"bob@b.test"}) {
    return local_message("Subject: x\r\n\r\nhello\r\n", std::move(recipients));
}

class OneConnection : public testing::Test {
  protected:
    SmtpSettings settings(std::uint16_t port) const {
        SmtpSettings settings;
        settings.server = {"127.0.0.1", port, {}};
        settings.tls = smtp::TlsUse::none;
        settings.client_name = "client.example";
        settings.keep_connection = true;
        return settings;
    }
    // Of each message the verdict for its first recipient.
    std::vector<Verdict> deliver(SmtpTransport& transport, const std::vector<std::string>& recipients) {
        std::vector<Verdict> verdicts;
        for (const auto& recipient : recipients)
            verdicts.push_back(transport.deliver(message_to({recipient})).recipients.at(0).verdict);
        return verdicts;
    }
    std::vector<Verdict> deliver(SmtpTransport& transport, int messages) {
        return deliver(transport, std::vector<std::string>(static_cast<std::size_t>(messages), "bob@b.test"));
    }

    StringSink shown_;
    Transcript transcript_{shown_};
    Verdict good_ = Verdict::delivered;
};

} // namespace posthaste::delivery
