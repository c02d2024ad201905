// SPDX-License-Identifier: MIT
// Takes calls on sockets, each in a process of its own, so that what ends one of them ends none of the others.
#pragma once

#include "serve_client.hpp"
#include "serve_socket.hpp"

#include <posthaste/base/fd.hpp>

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace posthaste::app {

// What a call's process does with it; it ends when this returns.
using ServeCall = std::function<void(Fd socket, const Client& client)>;

class ServeLoop {
  public:
    // most: calls at a time. A user of this machine, or an address elsewhere, has a quarter of them at most; all who
    // call by TCP from here leave a quarter to the unix sockets. interrupt: readable when all
    // is to end. Everything must outlive this.
    ServeLoop(std::vector<Listener>& listeners, std::size_t most, int interrupt, ServeCall call)
        : listeners_(listeners), most_(most), interrupt_(interrupt), call_(std::move(call)) {}

    // Until the interrupt; then the calls that are open are told, and waited for.
    void run();

  private:
    struct Child {
        pid_t pid;
        Fd ended;        // a pidfd, readable then
        std::string who; // shares a limit; empty: nobody else
    };

    void accept_from(const Listener& listener);
    void start(Fd socket);
    [[nodiscard]] bool has_too_many(const Client& client) const;
    [[nodiscard]] std::size_t share_of(const Client& client) const;
    [[nodiscard]] bool wait();
    void reap();
    void end_all();

    std::vector<Listener>& listeners_;
    std::size_t most_;
    int interrupt_;
    ServeCall call_;
    std::vector<Child> children_;
};

} // namespace posthaste::app
