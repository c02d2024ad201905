// SPDX-License-Identifier: MIT
#include "background.hpp"

#include <memory>
#include <pthread.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {

// Owned by the thread once it runs: the asker may be gone before the answer comes.
struct Task {
    std::function<void(int)> work;
    Fd answer_to;
};

void* perform(void* argument) {
    const std::unique_ptr<Task> task{static_cast<Task*>(argument)};
    task->work(task->answer_to.get());
    return nullptr;
}

bool start_thread(std::unique_ptr<Task>& task) {
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0)
        return false;
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const bool started = ::pthread_create(&thread, &attributes, perform, task.get()) == 0;
    ::pthread_attr_destroy(&attributes);
    if (started)
        static_cast<void>(task.release());
    return started;
}

} // namespace

Fd start_in_background(std::function<void(int)> work) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return {};
    Fd answer_from{pair[0]};
    auto task = std::make_unique<Task>(Task{std::move(work), Fd{pair[1]}});
    if (!start_thread(task))
        return {};
    return answer_from;
}

} // namespace posthaste::net
