// SPDX-License-Identifier: MIT
// Questions by libresolv, over UDP, to a name server of the test's own.
#include "sockets.hpp"
#include "srv_lookup.hpp"
#include "support/interrupt.hpp"

#include <future>
#include <gmock/gmock.h>
#include <map>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <thread>

namespace posthaste::net {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Deadline soon() { return Deadline::in(std::chrono::seconds{20}); }

void put16(std::string& out, unsigned value) {
    out += static_cast<char>(value >> 8U);
    out += static_cast<char>(value & 0xffU);
}

// "mail.example.org" and "." as labels (RFC 1035 section 3.1).
std::string labels(const std::string& name) {
    std::string out;
    for (std::size_t at = 0; at < name.size() && name != ".";) {
        const auto end = std::min(name.find('.', at), name.size());
        out += static_cast<char>(end - at);
        out += name.substr(at, end - at);
        at = end + 1;
    }
    return out + '\0';
}

std::string record_text(const SrvRecord& record) {
    std::string data;
    for (const unsigned value : {unsigned{record.priority}, unsigned{record.weight}, unsigned{record.port}})
        put16(data, value);
    data += labels(record.target);
    std::string out("\xc0\x0c", 2); // the name that was asked for
    put16(out, 33);                 // SRV
    put16(out, 1);
    out += std::string("\0\0\1\x2c", 4); // seconds to live
    put16(out, static_cast<unsigned>(data.size()));
    return out + data;
}

struct Zone {
    std::map<std::string, std::vector<SrvRecord>> records; // a name that is not there does not exist
    unsigned failure = 0;                                  // for every question
};

class NameServer {
  public:
    explicit NameServer(Zone zone) : zone_(std::move(zone)) {
        const auto wanted = address_of("127.0.0.1", 0);
        socket_ = Fd{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
        EXPECT_EQ(::bind(socket_.get(), generic(wanted), wanted.size), 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~NameServer() {
        const auto here = local_address(socket_.get());
        ::sendto(socket_.get(), "", 0, 0, generic(here), here.size); // an empty question is the end
        thread_.join();
    }
    NameServer(const NameServer&) = delete;
    NameServer& operator=(const NameServer&) = delete;

    SrvAnswer operator()(const std::string& name) const {
        struct __res_state state{};
        EXPECT_EQ(::res_ninit(&state), 0);
        state.nscount = 1;
        const auto here = local_address(socket_.get());
        const void* raw = &here.storage;
        state.nsaddr_list[0] = *static_cast<const sockaddr_in*>(raw);
        auto answer = ask_name_servers(state, name);
        ::res_nclose(&state);
        return answer;
    }
    [[nodiscard]] std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

  private:
    void serve() {
        for (;;) {
            std::string question(512, '\0');
            sockaddr_storage from{};
            socklen_t size = sizeof from;
            void* raw = &from;
            const auto count =
                ::recvfrom(socket_.get(), question.data(), question.size(), 0, static_cast<sockaddr*>(raw), &size);
            if (count <= 12)
                return;
            question.resize(static_cast<std::size_t>(count));
            const auto reply = answer_to(question);
            ::sendto(socket_.get(), reply.data(), reply.size(), 0, static_cast<sockaddr*>(raw), size);
        }
    }
    std::string answer_to(const std::string& question) {
        std::string name;
        std::size_t at = 12;
        for (std::size_t length = 0; (length = static_cast<unsigned char>(question.at(at))) > 0; at += length + 1)
            name += (name.empty() ? "" : ".") + question.substr(at + 1, length);
        {
            const std::lock_guard lock(mutex_);
            asked_.push_back(name);
        }
        const auto found = zone_.records.find(name);
        const bool exists = found != zone_.records.end();
        std::string reply = question.substr(0, 2);
        put16(reply, 0x8180U | (zone_.failure != 0 ? zone_.failure : exists ? 0 : unsigned{3}));
        put16(reply, 1);
        put16(reply, exists && zone_.failure == 0 ? static_cast<unsigned>(found->second.size()) : 0);
        reply += std::string(4, '\0') + question.substr(12, at + 5 - 12); // without EDNS
        if (exists && zone_.failure == 0)
            for (const auto& record : found->second)
                reply += record_text(record);
        return reply;
    }

    Zone zone_;
    Fd socket_;
    mutable std::mutex mutex_; // guards asked_
    std::vector<std::string> asked_;
    std::thread thread_;
};

std::vector<std::string> servers_by(const NameServer& names, std::uint32_t random) {
    const SrvLookup look_up = [&names](const std::string& name, Deadline deadline) {
        return ask_until(deadline, std::cref(names), name);
    };
    const auto found = find_submission_servers(
        "example.org", look_up, [random](std::uint32_t most) { return std::min(random, most); }, soon());
    if (!found)
        return {found.error().message};
    std::vector<std::string> result;
    for (const auto& each : *found)
        result.push_back((each.implicit_tls ? "smtps://" : "smtp://") + each.endpoint.text());
    return result;
}

constexpr const char* submissions = "_submissions._tcp.example.org";
constexpr const char* submission = "_submission._tcp.example.org";

TEST(SrvLookupOverDns, GivesTheServersInTheOrderToTry) {
    const NameServer names(
        {{{submissions,
           {{20, 0, 465, "last.example.org"}, {10, 30, 465, "light.example.org"}, {10, 70, 465, "heavy.example.org"}}},
          {submission, {{0, 0, 587, "mail.example.org"}}}},
         0});
    EXPECT_THAT(servers_by(names, 0), ElementsAre("smtps://light.example.org:465", "smtps://heavy.example.org:465",
                                                  "smtps://last.example.org:465", "smtp://mail.example.org:587"));
    EXPECT_THAT(servers_by(names, 31), ElementsAre("smtps://heavy.example.org:465", "smtps://light.example.org:465",
                                                   "smtps://last.example.org:465", "smtp://mail.example.org:587"));
}

TEST(SrvLookupOverDns, AsksForTheNamesAsTheyAre) { // with no search list behind them
    const NameServer names({});
    EXPECT_THAT(servers_by(names, 0), ElementsAre(HasSubstr("example.org names no server")));
    EXPECT_THAT(names.asked(), ElementsAre(submissions, submission));
}

TEST(SrvLookupOverDns, TellsWhatIsNotOfferedFromWhatIsNotThere) {
    const NameServer refusing({{{submissions, {{0, 0, 0, "."}}}, {submission, {{0, 0, 0, "."}}}}, 0});
    EXPECT_THAT(servers_by(refusing, 0), ElementsAre(HasSubstr("says that it has no server")));
    const NameServer half({{{submissions, {{0, 0, 0, "."}}}, {submission, {{0, 0, 587, "a.example.org"}}}}, 0});
    EXPECT_THAT(servers_by(half, 0), ElementsAre("smtp://a.example.org:587"));
    const NameServer without({{{submissions, {}}}, 0}); // the name is there, the record is not
    EXPECT_THAT(without(submissions).value(), IsEmpty());
    EXPECT_THAT(without(submission).value(), IsEmpty());
}

TEST(SrvLookupOverDns, IsForNowWhenTheNameServerFails) {
    for (const unsigned code : {2U, 5U}) { // SERVFAIL, REFUSED
        const NameServer failing({{}, code});
        const auto answer = failing(submissions);
        ASSERT_FALSE(answer) << code;
        EXPECT_EQ(answer.error().kind, ErrorKind::connection) << code;
    }
}

TEST(SrvLookupOverDns, SaysWhatCouldNotBeLookedUp) {
    const auto answer = ask_until(
        soon(), [](const std::string&) -> SrvAnswer { return fail(ErrorKind::connection, "no name server answers"); },
        "a.test");
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, AllOf(HasSubstr("\"a.test\""), HasSubstr("no name server answers")));
}

TEST(SrvLookupOverDns, DoesNotWaitOnceItIsInterrupted) {
    std::promise<void> release;
    const auto done = std::make_shared<std::promise<void>>(); // the thread's, too
    const auto released = release.get_future().share();
    const test::Interrupt signal;
    signal.come();
    const auto answer = ask_until(
        Deadline::in(std::chrono::seconds{20}, signal.descriptor()),
        [done, released](const std::string&) -> SrvAnswer {
            released.wait();
            done->set_value();
            return std::vector<SrvRecord>{};
        },
        "a.test");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::interrupted);
    release.set_value();
    done->get_future().wait();
}

TEST(SrvLookupOverDns, WaitsNoLongerThanItMay) {
    std::promise<void> release;
    const auto done = std::make_shared<std::promise<void>>(); // the thread's, too
    const auto released = release.get_future().share();
    const auto answer = ask_until(
        shortly(),
        [done, released](const std::string&) -> SrvAnswer {
            released.wait();
            done->set_value();
            return std::vector<SrvRecord>{{0, 0, 465, "late.test"}};
        },
        "a.test");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
    release.set_value();
    done->get_future().wait();
}

} // namespace
} // namespace posthaste::net
