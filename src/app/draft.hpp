// SPDX-License-Identifier: MIT
// From the command line and stdin to a message that is ready to be sent, and the account it goes by. Nothing has left
// this machine yet.
#pragma once

#include "account_choice.hpp"
#include "addressing.hpp"
#include "caller.hpp"
#include "delivery_log.hpp"
#include "handover.hpp"
#include "way.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/delivery/outcome.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/prepared_message.hpp>
#include <posthaste/mime/dkim.hpp>
#include <posthaste/spool/queue.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

struct Draft {
    mail::PreparedMessage message;          // recipients are qualified when there is an account, commands apart
    std::optional<config::Account> account; // none: only this machine's users can be reached
    std::string domain;                     // what bare names belong to
    std::vector<std::string> warnings;
    std::vector<mime::DkimSigner> signers; // of what is sent; their keys have been read
    Handover handover;
    Way way; // back to the account, for the queue
    config::QueueSettings queue_settings;
    delivery::Outcome refused;                  // for whom not everything can be done that the alias files say
    std::vector<config::AliasCommand> commands; // among the recipients, as the alias files have them
    std::vector<mail::Address> discarded;       // whose mail is for nobody, as the alias files have it
};

struct DraftTools {
    const Caller& caller;
    const Clock& clock;
    IdSource& ids;
    spool::Queue* queue = nullptr; // null: there is none
    DeliveryLog* log = nullptr;    // set up as soon as the configuration is known; null: nobody logs
};

// What is known before the header is.
struct Beginning {
    Draft draft;
    Addressed addressed;
    Environment environment;
    config::Config config;
};

// The steps, each once and in this order. Everything that can be wrong with options, configuration, header and
// addresses is found in the first two.
[[nodiscard]] Result<Beginning> begin_draft(const SubmitOptions& options, const DraftTools& tools);
// The header comes out as it will be sent.
[[nodiscard]] Result<Draft> address_draft(Beginning begun, const SubmitOptions& options, mail::HeaderBlock& header,
                                          const DraftTools& tools);
// Writes header and body, and signs them; on success the intake, whose own header has been read, is read to its end.
[[nodiscard]] Status fill_draft(Draft& draft, mail::Intake& intake, const mail::HeaderBlock& header,
                                const DraftTools& tools);

// All of them, for a ready message. On an error the intake may be unread.
[[nodiscard]] Result<Draft> take_draft(const SubmitOptions& options, mail::Intake& intake, const DraftTools& tools);

} // namespace posthaste::app
