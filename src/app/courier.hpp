// SPDX-License-Identifier: MIT
// Carries what waits in the queue: finds each entry's account again, and keeps the connection to its server for the
// next one that goes there.
#pragma once

#include "dispatch.hpp"
#include "entry_limit.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/delivery/smtp_transport.hpp>
#include <posthaste/spool/runner.hpp>

#include <map>
#include <memory>
#include <string>

namespace posthaste::app {

class RouteCourier final : public spool::Courier {
  public:
    // tools.interrupt: readable when all is to end. words: what becomes of the messages, for people; null: nobody is
    // there.
    RouteCourier(const DispatchTools& tools, ByteSink* words)
        : tools_(tools), words_(words), log_(tools.log != nullptr ? *tools.log : no_log_), limit_(tools.interrupt) {}

    Result<delivery::Outcome> carry(const spool::Claim& claim, const mail::PreparedMessage& message) override;
    Status keep_at_home(const spool::Claim& claim, const mail::PreparedMessage& message) override;
    void decided(const spool::Claim& claim, const spool::Event& event) override;
    std::vector<mail::Address> readers(const spool::Entry& report) override;
    void reported(const spool::Claim& original, const spool::Claim& report) override;
    void note(std::string_view words) override;
    bool stopped() override;

  private:
    [[nodiscard]] Result<delivery::SmtpTransport*> transport_for(const spool::Entry& entry);
    [[nodiscard]] Result<std::unique_ptr<delivery::SmtpTransport>> make_transport(const spool::Entry& entry);
    [[nodiscard]] Result<delivery::Outcome> carry_by_server(const spool::Entry& entry,
                                                            const mail::PreparedMessage& message);
    [[nodiscard]] Result<delivery::Outcome> carry_here(const spool::Entry& entry,
                                                       const mail::PreparedMessage& message) const;
    [[nodiscard]] delivery::Outcome carry_home(const spool::Entry& entry, const mail::PreparedMessage& message) const;

    void say_note(std::string_view words);
    void log(const spool::Claim& claim, const delivery::Outcome& outcome);
    [[nodiscard]] delivery::Outcome send(delivery::SmtpTransport& transport, const mail::PreparedMessage& message);

    DispatchTools tools_;
    ByteSink* words_;
    DeliveryLog no_log_;
    DeliveryLog& log_;
    EntryLimit limit_; // outlives the transports, which wait on it
    std::map<std::string, std::unique_ptr<delivery::SmtpTransport>> transports_; // by all that leads there
};

} // namespace posthaste::app
