// SPDX-License-Identifier: MIT
// posthaste-bench-floor: not a product but a lower bound. One message from stdin to a server on 127.0.0.1, in the
// fewest round trips that the protocol allows and with the least work that OpenSSL and line ends ask for. It looks up
// no name, keeps no message, knows no error but its end.
#include "floor_connection.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using floor_client::Connection;
using floor_client::give_up;

constexpr std::size_t block_size = 262'144;
constexpr const char* usage =
    "usage: posthaste-bench-floor [-m plain|starttls|implicit] [-p PORT] [-c CA_FILE] [-a RESPONSE] [-f SENDER]\n"
    "                             -- RECIPIENT... < MESSAGE\n";

struct Options {
    std::string_view tls = "plain";
    int port = 25;
    const char* ca_file = "";
    std::string response;
    std::string sender;
    std::vector<std::string> recipients;
};

int port_from(std::string_view text) {
    int port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

Options options_from(int argc, char** argv) {
    Options options;
    for (int letter = 0; (letter = getopt(argc, argv, "m:p:c:a:f:")) != -1;) {
        switch (letter) {
        case 'm':
            options.tls = optarg;
            break;
        case 'p':
            options.port = port_from(optarg);
            break;
        case 'c':
            options.ca_file = optarg;
            break;
        case 'a':
            options.response = optarg;
            break;
        case 'f':
            options.sender = optarg;
            break;
        default:
            (void)std::fputs(usage, stderr);
            _exit(64);
        }
    }
    options.recipients.assign(argv + optind, argv + argc);
    return options;
}

// stdin with CRLF, block by block; leading dots doubled where DATA needs it (RFC 5321 section 4.5.2).
class Message {
  public:
    explicit Message(bool dots_doubled) : dots_doubled_(dots_doubled), block_(block_size) {}

    // Appends the next block to `out`; false at the end, after the last line has been ended.
    bool append_next(std::string& out) {
        const std::size_t got = read_block();
        const char* at = block_.data();
        const char* const end = at + got;
        while (at < end) {
            at = append_line(at, end, out);
        }
        if (got == block_.size()) {
            return true;
        }
        if (!line_start_) {
            out += "\r\n";
        }
        return false;
    }

  private:
    std::size_t read_block() {
        std::size_t size = 0;
        while (size < block_.size()) {
            const ssize_t got = read(STDIN_FILENO, block_.data() + size, block_.size() - size);
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got < 0) {
                give_up("reading stdin");
            }
            if (got == 0) {
                break;
            }
            size += static_cast<std::size_t>(got);
        }
        return size;
    }

    // A line, or as much of it as there is.
    const char* append_line(const char* at, const char* end, std::string& out) {
        if (line_start_ && dots_doubled_ && *at == '.') {
            out += '.';
        }
        const auto* feed = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        const char* const stop = feed != nullptr ? feed : end;
        out.append(at, stop);
        if (stop != at) {
            carriage_return_ = stop[-1] == '\r';
        }
        line_start_ = feed != nullptr;
        if (!line_start_) {
            return end;
        }
        out += std::exchange(carriage_return_, false) ? "\n" : "\r\n";
        return feed + 1;
    }

    bool dots_doubled_;
    bool line_start_ = true;
    bool carriage_return_ = false;
    std::vector<char> block_;
};

struct Server {
    bool pipelining;
    bool chunking;
};

Server greet(Connection& connection) {
    connection.send("EHLO localhost\r\n");
    const std::string reply = connection.expect("250");
    return {reply.find("PIPELINING") != std::string::npos, reply.find("CHUNKING") != std::string::npos};
}

Server sign_in(Connection& connection, const Options& options) {
    if (options.tls == "implicit") {
        connection.secure(options.ca_file);
    }
    connection.expect("220");
    Server server = greet(connection);
    if (options.tls == "starttls") {
        connection.send("STARTTLS\r\n");
        connection.expect("220");
        connection.secure(options.ca_file);
        server = greet(connection);
    }
    if (!options.response.empty()) {
        connection.send("AUTH PLAIN " + options.response + "\r\n");
        connection.expect("235");
    }
    return server;
}

// Commands wait here until a reply is needed; without PIPELINING each needs its own (RFC 2920).
class Group {
  public:
    Group(Connection& connection, bool pipelining) : connection_(connection), pipelining_(pipelining) {}

    void add(std::string_view command, std::string_view expected) {
        waiting_ += command;
        expected_.push_back(expected);
        if (!pipelining_) {
            finish();
        }
    }

    std::string& content() { return waiting_; }

    void flush() {
        connection_.send(waiting_);
        waiting_.clear();
    }

    void finish() {
        flush();
        for (const std::string_view code : expected_) {
            connection_.expect(code);
        }
        expected_.clear();
    }

  private:
    Connection& connection_;
    bool pipelining_;
    std::string waiting_;
    std::vector<std::string_view> expected_;
};

void send_chunks(Group& group) {
    Message message(false);
    std::string chunk;
    chunk.reserve(block_size + block_size / 8);
    for (bool more = true; more;) {
        chunk.clear();
        more = message.append_next(chunk);
        group.content() += "BDAT " + std::to_string(chunk.size()) + (more ? "\r\n" : " LAST\r\n");
        group.add(chunk, "250");
        if (more) {
            group.flush();
        }
    }
}

void send_data(Group& group) {
    group.add("DATA\r\n", "354");
    group.finish();
    Message message(true);
    while (message.append_next(group.content())) {
        group.flush();
    }
    group.add(".\r\n", "250");
}

} // namespace

int main(int argc, char** argv) {
    const Options options = options_from(argc, argv);
    Connection connection(options.port);
    const Server server = sign_in(connection, options);
    Group group(connection, server.pipelining);
    group.add("MAIL FROM:<" + options.sender + ">\r\n", "250");
    for (const std::string& recipient : options.recipients) {
        group.add("RCPT TO:<" + recipient + ">\r\n", "250");
    }
    server.chunking ? send_chunks(group) : send_data(group);
    group.add("QUIT\r\n", "221");
    group.finish();
    _exit(0); // what follows an accepted message is nobody's business: no cleaning up
}
