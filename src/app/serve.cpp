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
    // What a program sends is its own, and nobody else can listen; but inetd's clients are not who started us.
    void serve_caller() {
        const auto client = identify_caller_at(STDIN_FILENO);
        if (client.kind == ClientKind::remote && !takes_remote()) {
            say(errors_, fmt::format("stdin is a connection of {}: --allow-remote takes mail from other machines, with "
                                     "--tls-cert and --users",
                                     client.text));
            return;
        }
        play(net::descriptor_stream(STDIN_FILENO, STDOUT_FILENO), settings_for(client), client, {});
    }

    void serve_client(Fd socket, const Client& client) {
        const int descriptor = socket.get();
        play(net::socket_stream(std::move(socket)), settings_for(client), client, {descriptor});
    }

    void play(std::unique_ptr<net::Stream> stream, smtp::ServerSettings settings, const Client& client,
              std::vector<int> descriptors) {
        const int interrupt = interruption_.descriptor();
        Reception reception({options_, setup_.settings, setup_.domain, setup_.host, setup_.inbox, errors_, interrupt,
                             std::move(descriptors)},
                            client);
        ServedTools tools{reception, setup_.users, setup_.tls ? &*setup_.tls : nullptr, interrupt};
        ServedConnection(std::move(stream), std::move(settings), tools).run();
    }

    [[nodiscard]] bool takes_remote() const {
        return options_.allow_remote && setup_.tls.has_value() && !setup_.users.empty();
    }

    [[nodiscard]] smtp::ServerSettings settings_for(const Client& client) const {
        smtp::ServerSettings settings;
        settings.host = setup_.host;
        settings.max_message_bytes = setup_.settings.max_message_bytes;
        settings.max_recipients = setup_.settings.max_recipients;
        settings.private_connection = client.kind != ClientKind::remote; // nobody else can listen
        settings.starttls = setup_.tls.has_value() && !is_known(client);
        settings.auth = !setup_.users.empty();
        settings.auth_required = client.kind == ClientKind::remote;
        return settings;
    }

    static bool is_known(const Client& client) noexcept {
        return client.kind == ClientKind::caller || client.kind == ClientKind::user;
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
