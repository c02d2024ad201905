// SPDX-License-Identifier: MIT
#include "serve_client.hpp"

#include "serve_socket.hpp"

#include <array>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

std::string login_of(uid_t uid) {
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return entry.pw_name;
    return fmt::format("uid{}", uid);
}

// SO_PEERCRED is what the kernel noted when the client called connect(2): nobody can say he is another.
Client unix_client(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    Client client{ClientKind::local, {}, 0, "a unix socket"};
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return client;
    client.kind = ClientKind::user;
    client.uid = peer.uid;
    client.user = login_of(peer.uid);
    client.text = client.user;
    return client;
}

} // namespace

Client identify_client(int socket) {
    const auto peer = peer_address(socket);
    if (!peer)
        return {ClientKind::remote, {}, 0, "somebody"};
    if (peer->is_unix)
        return unix_client(socket);
    return {peer->is_loopback ? ClientKind::local : ClientKind::remote, {}, 0, peer->text};
}

Client identify_caller_at(int input) {
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(input, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
        return {}; // no socket
    const auto client = identify_client(input);
    return client.kind == ClientKind::user && client.uid == ::getuid() ? Client{} : client;
}

} // namespace posthaste::app
