// SPDX-License-Identifier: MIT
// What becomes of the messages of one connection: whether their senders and recipients are taken, and where they go.
// What is answered 250 is on the disk, or somebody else has it.
#pragma once

#include "background_run.hpp"
#include "caller.hpp"
#include "draft.hpp"
#include "queue_place.hpp"
#include "serve_client.hpp"
#include "submission_log.hpp"

#include <posthaste/app/serve.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/delivery/local.hpp>
#include <posthaste/smtp/server_session.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// Where everything goes whoever it is for.
struct Inbox {
    std::string maildir;
};
// "maildir:DIR", made absolute. ErrorKind::usage.
[[nodiscard]] Result<Inbox> parse_inbox(const std::string& text);

struct ReceptionTools {
    const ServeOptions& options;
    const config::ServeSettings& settings;
    const std::string& domain; // of users' names
    const std::string& host;   // ours
    const std::optional<Inbox>& inbox;
    ByteSink& errors;
    int interrupt;
    std::vector<int> descriptors; // of the connection and its like, which what sends behind it shall not hold open
};

class Reception {
  public:
    // Everything must outlive this.
    Reception(const ReceptionTools& tools, const Client& client) : tools_(tools), client_(client) {}

    // login: who was let in by a password; empty: nobody.
    [[nodiscard]] smtp::ServerReply judge_sender(const std::optional<mail::Address>& sender, const std::string& login);
    [[nodiscard]] smtp::ServerReply judge_recipient(const smtp::ServerTransaction& transaction,
                                                    const smtp::ServerRecipient& recipient);
    // What should be known of this client, for whoever looks after the machine.
    void note(std::string_view words);
    // Reads the content to its end, whatever happens.
    [[nodiscard]] smtp::ServerReply take(const smtp::ServerSession& session, ByteSource& content);

  private:
    [[nodiscard]] const std::string& user(const std::string& login) const noexcept;
    [[nodiscard]] std::optional<mail::Address> sender_of(const smtp::ServerSession& session) const;
    [[nodiscard]] SubmitOptions options_for(const smtp::ServerSession& session);
    [[nodiscard]] std::string received_field(const smtp::ServerSession& session);
    [[nodiscard]] smtp::ServerReply put_into_inbox(const Inbox& inbox, const smtp::ServerSession& session,
                                                   mail::Intake& intake);
    [[nodiscard]] Status write_into_inbox(const std::string& maildir, const smtp::ServerTransaction& transaction,
                                          mail::Intake& intake);
    [[nodiscard]] std::optional<uid_t> submitter() const;
    [[nodiscard]] smtp::ServerReply relay(const smtp::ServerSession& session, mail::Intake& intake);
    [[nodiscard]] std::optional<smtp::ServerReply> unreachable(const mail::Address& recipient);
    [[nodiscard]] smtp::ServerReply with_aliases(Draft& draft, SubmissionLog& log);
    [[nodiscard]] smtp::ServerReply hand_on(Draft& draft, SubmissionLog& log);
    [[nodiscard]] smtp::ServerReply keep_in_queue(Draft& draft, SubmissionLog& log);
    [[nodiscard]] smtp::ServerReply send_now(Draft& draft, SubmissionLog& log);
    void send_behind(const spool::Name& name, const Draft& draft, SubmissionLog& log);
    [[nodiscard]] smtp::ServerReply refusal(const Error& error);

    ReceptionTools tools_;
    const Client& client_;
    Caller caller_ = identify_caller();
    SystemClock clock_;
    SystemIdSource ids_;
    SystemFileOps files_;
    spool::Queue queue_{queue_directory(caller_), files_, clock_, ids_};
    spool::AccountStates accounts_{queue_.directory(), files_, ids_};
    delivery::SystemUserDirectory users_;
    std::optional<Result<config::Config>> config_; // for whoever may be named, once somebody is
    DeliveryLog log_;                              // of what is sent behind
    config::QueueSettings queue_settings_;
    std::string no_route_;
    std::optional<SendingBehind> behind_;
};

} // namespace posthaste::app
