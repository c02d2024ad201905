// SPDX-License-Identifier: MIT
#include "socket_stream.hpp"
#include "wait.hpp"

#include <posthaste/net/descriptor_stream.hpp>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {

class DescriptorStream final : public Stream {
  public:
    DescriptorStream(int input, int output) : input_(input), output_(output) {}

    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override {
        for (;;) {
            if (const auto waited = wait_until(input_, POLLIN, deadline); waited != Waited::ready)
                return not_ready(waited, "nothing came on stdin in time");
            const auto count = ::read(input_, buffer.data(), buffer.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR && errno != EAGAIN)
                return fail_errno(ErrorKind::connection, "cannot read stdin", errno);
        }
    }

    // A pipe that can be written to takes that much without blocking, whatever its flags are (pipe(7)).
    Status write_all(std::string_view bytes, Deadline deadline) override {
        while (!bytes.empty()) {
            if (const auto waited = wait_until(output_, POLLOUT, deadline); waited != Waited::ready)
                return not_ready(waited, "nothing was taken from stdout in time");
            const auto count = ::write(output_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
            if (count >= 0)
                bytes.remove_prefix(static_cast<std::size_t>(count));
            else if (errno != EINTR && errno != EAGAIN)
                return fail_errno(ErrorKind::connection, "cannot write to stdout", errno);
        }
        return {};
    }

    void shut_down() noexcept override {}
    [[nodiscard]] int descriptor() const noexcept override { return input_; }

  private:
    int input_, output_;
};

} // namespace

std::unique_ptr<Stream> descriptor_stream(int input, int output) {
    return std::make_unique<DescriptorStream>(input, output);
}

std::unique_ptr<Stream> socket_stream(Fd socket) {
    const int on = 1;
    (void)::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // of no use elsewhere, and no harm
    (void)::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
    return std::make_unique<SocketStream>(std::move(socket));
}

} // namespace posthaste::net
