// SPDX-License-Identifier: MIT
// posthaste-sink: takes mail over SMTP or LMTP, on 127.0.0.1 or at a unix socket, and prints it. For the demonstration,
// and for trying things by hand; its certificate is for localhost, by an authority of its own.
#include "server_arguments.hpp"
#include "support/server/fake_server.hpp"

#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

namespace {
using namespace posthaste::test;

constexpr const char* usage =
    "usage: posthaste-sink [--tls none|starttls|implicit] [--auth USER:PASSWORD] [--messages N] [--port-file FILE]\n"
    "                      [--ca-file FILE] [--refuse ADDRESS=REPLY] [--reply VERB=REPLY] [--without EXTENSION]\n"
    "                      [--protocol smtp|lmtp] [--end ADDRESS=REPLY] [--unix SOCKET]\n"
    "Prints each message it takes, and ends after N of them (by default never). The port goes to the port file, or to\n"
    "stderr; the certificate of the authority to trust goes to the CA file. --end is\n"
    "how LMTP answers for a recipient when it has the message.\n";

struct Arguments {
    ServerOptions server;
    std::size_t messages = 0; // 0: never ends
    std::string port_file, ca_file;
};

bool take_number(std::size_t& number, std::string_view text) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
}

bool take_argument(Arguments& arguments, std::string_view option, std::string_view value) {
    if (option == "--messages")
        return take_number(arguments.messages, value);
    if (option == "--port-file") {
        arguments.port_file = value;
        return true;
    }
    if (option == "--ca-file") {
        arguments.ca_file = value;
        return true;
    }
    return take_server_argument(arguments.server, option, value);
}

std::optional<Arguments> parse(int argc, char** argv) {
    Arguments arguments;
    for (int index = 1; index < argc; index += 2) {
        if (index + 1 == argc || !take_argument(arguments, argv[index], argv[index + 1]))
            return std::nullopt;
    }
    return arguments;
}

// Whoever waits for the file must find it whole.
bool publish(const std::string& path, const std::string& text) {
    const std::string draft = path + ".new";
    std::ofstream file{draft, std::ios::binary};
    file << text;
    file.close();
    std::error_code failed;
    if (file)
        std::filesystem::rename(draft, path, failed);
    return file && !failed;
}

class Count {
  public:
    void add() {
        const std::lock_guard lock{mutex_};
        ++count_;
        changed_.notify_all();
    }
    void wait_for(std::size_t wanted) { // 0: for ever
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return wanted != 0 && count_ >= wanted; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t count_ = 0;
};

void print(const ReceivedMessage& message) {
    std::printf("%s%s\n", text_of(message).c_str(), message.secure ? "" : "(not over TLS)\n");
    std::fflush(stdout);
}

// Connections end before the count is looked at, so that the last client gets its goodbye.
int serve(const Arguments& arguments) {
    TestCa authority;
    const CertificateFiles files = authority.leaf(Leaf::good);
    Count ended_with_message;
    std::size_t taken = 0; // both are the server's thread's
    std::size_t told = 0;
    FakeServer server{[&](Channel& channel) {
                          Receiver{channel, arguments.server, files,
                                   [&](const ReceivedMessage& message) {
                                       print(message);
                                       ++taken;
                                   }}
                              .run();
                          for (; told < taken; ++told)
                              ended_with_message.add();
                      },
                      ListenAt{arguments.server.unix_path}};
    std::ifstream ca{authority.ca_file(), std::ios::binary};
    const std::string ca_text{std::istreambuf_iterator<char>{ca}, {}};
    if (!arguments.ca_file.empty() && !publish(arguments.ca_file, ca_text)) {
        std::fprintf(stderr, "posthaste-sink: cannot write %s\n", arguments.ca_file.c_str());
        return EXIT_FAILURE;
    }
    const std::string port = std::to_string(server.port()) + "\n";
    if (!arguments.server.unix_path.empty()) {
        std::fprintf(stderr, "listening at %s\n", arguments.server.unix_path.c_str());
    } else if (arguments.port_file.empty()) {
        std::fprintf(stderr, "listening on 127.0.0.1 port %s", port.c_str());
    } else if (!publish(arguments.port_file, port)) {
        std::fprintf(stderr, "posthaste-sink: cannot write %s\n", arguments.port_file.c_str());
        return EXIT_FAILURE;
    }
    ended_with_message.wait_for(arguments.messages);
    return EXIT_SUCCESS;
}
} // namespace

int main(int argc, char** argv) {
    const auto arguments = parse(argc, argv);
    if (!arguments) {
        std::fputs(usage, stderr);
        return 64;
    }
    return serve(*arguments);
}
