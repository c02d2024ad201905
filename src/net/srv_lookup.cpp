// SPDX-License-Identifier: MIT
// The question to the name servers that the system is configured with. Names are asked as they are: a search list would
// let another domain answer for this one.
#include "srv_lookup.hpp"

#include "background.hpp"
#include "dns_answer.hpp"
#include "wait.hpp"

#include <arpa/nameser.h>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {

struct Parcel { // what goes over the socket
    SrvAnswer* answer = nullptr;
};

constexpr std::size_t longest_answer = 65535; // over TCP (RFC 1035 section 4.2.2)

SrvAnswer ask_system(const std::string& name) {
    struct __res_state state{};
    if (::res_ninit(&state) != 0)
        return fail(ErrorKind::connection, "the resolver cannot be set up");
    auto answer = ask_name_servers(state, name);
    ::res_nclose(&state);
    return answer;
}

SrvAnswer wait_for(int answer_from, Deadline deadline) {
    if (const auto waited = wait_until(answer_from, POLLIN, deadline); waited != Waited::ready)
        return not_ready(waited, "the name servers gave no answer in time");
    Parcel parcel;
    if (::recv(answer_from, &parcel, sizeof parcel, 0) != sizeof parcel)
        return fail(ErrorKind::connection, "the resolver gave up");
    return *std::unique_ptr<SrvAnswer>(parcel.answer);
}

} // namespace

SrvAnswer ask_name_servers(struct __res_state& state, const std::string& name) {
    std::vector<unsigned char> bytes(longest_answer);
    const int length =
        ::res_nquery(&state, name.c_str(), ns_c_in, ns_t_srv, bytes.data(), static_cast<int>(bytes.size()));
    if (length >= 0)
        return parse_srv_answer(std::span(bytes).first(std::min(bytes.size(), static_cast<std::size_t>(length))));
    if (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA)
        return std::vector<SrvRecord>{};
    return fail(ErrorKind::connection, "no name server answers");
}

SrvAnswer ask_until(Deadline deadline, const SrvQuestion& question, const std::string& name) {
    const Fd answer_from = start_in_background([question, name](int answer_to) {
        auto answer = std::make_unique<SrvAnswer>(question(name));
        const Parcel parcel{answer.get()};
        if (::send(answer_to, &parcel, sizeof parcel, MSG_NOSIGNAL) == sizeof parcel)
            static_cast<void>(answer.release()); // the asker's now
    });
    auto answer = answer_from.valid() ? wait_for(answer_from.get(), deadline) : question(name);
    if (!answer)
        return with_context(fmt::format("cannot look up \"{}\"", name), std::move(answer).error());
    return answer;
}

Result<std::vector<SrvRecord>> look_up_srv(const std::string& name, Deadline deadline) {
    return ask_until(deadline, ask_system, name);
}

// The remainder's lean towards small numbers is below one in 60,000: weights are hints.
std::uint32_t system_random_up_to(std::uint32_t most) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number)
        return 0; // any choice will do
    return static_cast<std::uint32_t>(number % (std::uint64_t{most} + 1));
}

} // namespace posthaste::net
