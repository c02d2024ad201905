// SPDX-License-Identifier: MIT
// The question to the name servers that the system is configured with. Names are asked as they are: a search list would
// let another domain answer for this one.
#include "background.hpp"
#include "dns_answer.hpp"
#include "wait.hpp"

#include <arpa/nameser.h>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <resolv.h>
#include <sys/random.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {

using Answer = Result<std::vector<SrvRecord>>;

struct Parcel { // what goes over the socket
    Answer* answer = nullptr;
};

constexpr std::size_t longest_answer = 65535; // over TCP (RFC 1035 section 4.2.2)

Answer answer_of(struct __res_state& state, const std::string& name) {
    std::vector<unsigned char> bytes(longest_answer);
    const int length =
        ::res_nquery(&state, name.c_str(), ns_c_in, ns_t_srv, bytes.data(), static_cast<int>(bytes.size()));
    if (length >= 0)
        return parse_srv_answer(std::span(bytes).first(std::min(bytes.size(), static_cast<std::size_t>(length))));
    if (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA)
        return std::vector<SrvRecord>{};
    return fail(ErrorKind::connection, "no name server answers");
}

Answer ask(const std::string& name) {
    struct __res_state state{};
    if (::res_ninit(&state) != 0)
        return fail(ErrorKind::connection, "the resolver cannot be set up");
    auto answer = answer_of(state, name);
    ::res_nclose(&state);
    return answer;
}

Answer ask_in_background(const std::string& name, Deadline deadline) {
    const Fd answer_from = start_in_background([name](int answer_to) {
        auto answer = std::make_unique<Answer>(ask(name));
        const Parcel parcel{answer.get()};
        if (::send(answer_to, &parcel, sizeof parcel, MSG_NOSIGNAL) == sizeof parcel)
            static_cast<void>(answer.release()); // the asker's now
    });
    if (!answer_from.valid())
        return ask(name);
    if (!wait_until(answer_from.get(), POLLIN, deadline))
        return fail(ErrorKind::timeout, "the name servers gave no answer in time");
    Parcel parcel;
    if (::recv(answer_from.get(), &parcel, sizeof parcel, 0) != sizeof parcel)
        return fail(ErrorKind::connection, "the resolver gave up");
    return *std::unique_ptr<Answer>(parcel.answer);
}

} // namespace

Result<std::vector<SrvRecord>> look_up_srv(const std::string& name, Deadline deadline) {
    auto answer = ask_in_background(name, deadline);
    if (!answer)
        return with_context(fmt::format("cannot look up \"{}\"", name), std::move(answer).error());
    return answer;
}

// The remainder's lean towards small numbers is below one in 60,000: weights are hints.
std::uint32_t system_random_up_to(std::uint32_t most) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        return 0; // any choice will do
    return static_cast<std::uint32_t>(number % (std::uint64_t{most} + 1));
}

} // namespace posthaste::net
