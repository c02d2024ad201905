// SPDX-License-Identifier: MIT
#include "interruption.hpp"
#include "report.hpp"
#include "serve_loop.hpp"
#include "serve_setup.hpp"

#include <posthaste/app/serve.hpp>
#include <posthaste/net/descriptor_stream.hpp>

#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

class Service {
  public:
    Service(const ServeOptions& options, ServeSetup setup) : options_(options), setup_(std::move(setup)) {}

    void run() {
        if (setup_.listeners.empty()) {
            serve_caller();
            return;
        }
        if (!options_.submit.quiet) {
            for (const auto& listener : setup_.listeners)
                say(errors_, "listening at " + listener.address.text);
        }
        ServeLoop loop(setup_.listeners, setup_.settings.max_connections, interruption_.descriptor(),
                       [this](Fd socket, const Client& client) { serve_client(std::move(socket), client); });
        loop.run();
    }

  private:
    // Whoever started us is who he is: what he sends is his own, and nobody else can listen.
    void serve_caller() {
        const Client caller;
        auto settings = session_settings();
        settings.private_connection = true;
        play(net::descriptor_stream(STDIN_FILENO, STDOUT_FILENO), std::move(settings), caller, {});
    }

    void serve_client(Fd socket, const Client& client) {
        auto settings = session_settings();
        settings.private_connection = client.kind != ClientKind::remote; // loopback: nobody else can listen
        settings.starttls = setup_.tls.has_value() && client.kind != ClientKind::user;
        settings.auth = !setup_.users.empty();
        settings.auth_required = client.kind == ClientKind::remote;
        const int descriptor = socket.get();
        play(net::socket_stream(std::move(socket)), std::move(settings), client, {descriptor});
    }

    void play(std::unique_ptr<net::Stream> stream, smtp::ServerSettings settings, const Client& client,
              std::vector<int> descriptors) {
        const int interrupt = interruption_.descriptor();
        Reception reception(
            {options_, setup_.settings, setup_.domain, setup_.inbox, errors_, interrupt, std::move(descriptors)},
            client);
        ServedTools tools{reception, setup_.users, setup_.tls ? &*setup_.tls : nullptr, interrupt};
        ServedConnection(std::move(stream), std::move(settings), tools).run();
    }

    [[nodiscard]] smtp::ServerSettings session_settings() const {
        smtp::ServerSettings settings;
        settings.host = setup_.host;
        settings.max_message_bytes = setup_.settings.max_message_bytes;
        settings.max_recipients = setup_.settings.max_recipients;
        return settings;
    }

    const ServeOptions& options_;
    ServeSetup setup_;
    FdSink errors_{STDERR_FILENO, "stderr"};
    Interruption interruption_{true};
};

} // namespace

ExitStatus serve(const ServeOptions& options) {
    FdSink errors(STDERR_FILENO, "stderr");
    if (!options.submit.quiet) {
        for (const auto& warning : options.submit.warnings)
            say(errors, "warning: " + warning);
    }
    auto setup = set_up(options, identify_caller());
    if (!setup) {
        say(errors, setup.error().message);
        return exit_status_of(setup.error().kind);
    }
    Service(options, *std::move(setup)).run();
    return ExitStatus::ok;
}

} // namespace posthaste::app
