// SPDX-License-Identifier: MIT
#include "frame.hpp"
#include "spool_fakes.hpp"

#include <functional>
#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using namespace std::chrono_literals;

Entry smallest() {
    Entry entry;
    entry.accepted = Time{1764072000123456us};
    entry.envelope.recipients = {address("bob@b.test")};
    entry.facts.size_bytes = 22;
    entry.content_sha256 = std::string(32, '\xff');
    return entry;
}

Entry fullest() {
    auto entry = smallest();
    entry.not_before = Time{1764158400000001us};
    entry.route = "wörk\n\r";
    entry.settings = {
        {"config", "/home/a b/=x=\n.toml"}, {"empty", ""}, {"nul", std::string("a\0b=", 4)}, {"config", "2"}};
    entry.domain = "a.test";
    auto& envelope = entry.envelope;
    envelope.sender = address("\"a b\"@xn--bcher-kva.test");
    envelope.recipients = {address("bücher@b.test"), address("root"), address("\"<>\\\"@,\"@c.test"),
                           address("x@[IPv6:::1]")};
    envelope.notify = "SUCCESS,FAILURE,DELAY";
    envelope.dsn_return = mail::DsnReturn::headers;
    envelope.envelope_id = "id=1+2";
    envelope.declare_eight_bit = envelope.require_tls = true;
    envelope.deliver_by = mail::DeliverBy{-60s, false, true};
    envelope.priority = -9;
    envelope.hold = std::chrono::sys_seconds{1764158400s};
    entry.facts = {1ULL << 40, 1ULL << 20, 998, true, false, true, false, true, true, true, true};
    entry.content_sha256 = std::string("\0\n0123456789012345678901234567\r\n", 32);
    entry.is_report = true;
    return entry;
}

void expect_same(const mail::Envelope& a, const mail::Envelope& b) {
    EXPECT_EQ(a.sender.has_value(), b.sender.has_value());
    EXPECT_TRUE(!a.sender || !b.sender || *a.sender == *b.sender);
    EXPECT_EQ(a.recipients, b.recipients);
    EXPECT_EQ(a.notify, b.notify);
    EXPECT_EQ(a.dsn_return, b.dsn_return);
    EXPECT_EQ(a.envelope_id, b.envelope_id);
    EXPECT_EQ(a.declare_eight_bit, b.declare_eight_bit);
    EXPECT_EQ(a.require_tls, b.require_tls);
    ASSERT_EQ(a.deliver_by.has_value(), b.deliver_by.has_value());
    if (a.deliver_by) {
        EXPECT_EQ(a.deliver_by->within, b.deliver_by->within);
        EXPECT_EQ(a.deliver_by->returns, b.deliver_by->returns);
        EXPECT_EQ(a.deliver_by->traced, b.deliver_by->traced);
    }
    EXPECT_EQ(a.priority, b.priority);
    EXPECT_EQ(a.hold, b.hold);
}

void expect_same(const mail::MessageFacts& a, const mail::MessageFacts& b) {
    EXPECT_EQ(a.size_bytes, b.size_bytes);
    EXPECT_EQ(a.header_bytes, b.header_bytes);
    EXPECT_EQ(a.longest_line_bytes, b.longest_line_bytes);
    EXPECT_EQ(a.header_eight_bit, b.header_eight_bit);
    EXPECT_EQ(a.header_is_utf8, b.header_is_utf8);
    EXPECT_EQ(a.body_eight_bit, b.body_eight_bit);
    EXPECT_EQ(a.body_is_utf8, b.body_is_utf8);
    EXPECT_EQ(a.has_nul, b.has_nul);
    EXPECT_EQ(a.had_bare_cr, b.had_bare_cr);
    EXPECT_EQ(a.text_after_dot, b.text_after_dot);
    EXPECT_EQ(a.harmless_ahead, b.harmless_ahead);
}

void expect_kept(const Entry& entry) {
    const auto again = read_entry(write_entry(entry));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->accepted, entry.accepted);
    EXPECT_EQ(again->not_before, entry.not_before);
    EXPECT_EQ(again->route, entry.route);
    ASSERT_EQ(again->settings.size(), entry.settings.size());
    for (std::size_t i = 0; i < entry.settings.size(); ++i) {
        EXPECT_EQ(again->settings[i].name, entry.settings[i].name);
        EXPECT_EQ(again->settings[i].value, entry.settings[i].value);
    }
    EXPECT_EQ(again->domain, entry.domain);
    EXPECT_EQ(again->content_sha256, entry.content_sha256);
    EXPECT_EQ(again->is_report, entry.is_report);
    expect_same(again->envelope, entry.envelope);
    expect_same(again->facts, entry.facts);
}

TEST(SpoolEntry, KeepsEveryField) {
    expect_kept(smallest());
    expect_kept(fullest());
}

TEST(SpoolEntry, KeepsEachFlagByItself) {
    for (const auto flag :
         {&mail::MessageFacts::header_eight_bit, &mail::MessageFacts::header_is_utf8,
          &mail::MessageFacts::body_eight_bit, &mail::MessageFacts::body_is_utf8, &mail::MessageFacts::has_nul,
          &mail::MessageFacts::had_bare_cr, &mail::MessageFacts::text_after_dot, &mail::MessageFacts::harmless_ahead}) {
        auto entry = smallest();
        entry.facts.*flag = !(entry.facts.*flag);
        expect_kept(entry);
    }
}

TEST(SpoolEntry, KeepsWhatIsAskedOfServers) {
    auto entry = smallest();
    for (const auto& by : {mail::DeliverBy{1s, true, false}, {999999999s, true, true}, {-999999999s, false, false}}) {
        entry.envelope.deliver_by = by;
        expect_kept(entry);
    }
    for (const int priority : {-9, 0, 9}) {
        entry.envelope.priority = priority;
        expect_kept(entry);
    }
    for (const mail::Hold hold : {mail::Hold{1s}, mail::Hold{999999999s}, mail::Hold{std::chrono::sys_seconds{0s}}}) {
        entry.envelope.hold = hold;
        expect_kept(entry);
    }
    for (const auto* notify : {"NEVER", "FAILURE", "SUCCESS,DELAY"}) {
        entry.envelope.notify = notify;
        expect_kept(entry);
    }
    entry.envelope.dsn_return = mail::DsnReturn::full;
    expect_kept(entry);
}

// Whatever a local part can be: it is written quoted, and must be the same when it is read.
TEST(SpoolEntry, KeepsEveryLocalPart) {
    for (int c = 0; c < 256; ++c) {
        for (const auto& local : {std::string(1, static_cast<char>(c)), std::string("a") + static_cast<char>(c) + "b",
                                  std::string("a.") + static_cast<char>(c), std::string(2, static_cast<char>(c))}) {
            for (const auto* domain : {"b.test", ""}) {
                const auto made = mail::Address::make(local, domain);
                if (!made)
                    continue;
                auto entry = smallest();
                entry.envelope.recipients = {*made};
                const auto again = read_entry(write_entry(entry));
                ASSERT_TRUE(again) << made->text() << ": " << again.error().message;
                EXPECT_EQ(again->envelope.recipients.front(), *made);
            }
        }
    }
}

std::string with(std::string_view name, std::string_view value) {
    FieldWriter fields;
    fields.add(name, value);
    return write_entry(smallest()) + fields.text();
}

TEST(SpoolEntry, RefusesWhatItDoesNotKnow) {
    const auto read = read_entry(with("colour", "red"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::data);
    EXPECT_THAT(read.error().message, testing::HasSubstr("colour"));
}

TEST(SpoolEntry, RefusesValuesThatCannotBe) {
    const std::pair<std::string, std::string> fields[] = {
        {"not-before", ""},
        {"not-before", "1.5"},
        {"not-before", "9223372036854775807"},
        {"setting", "name"},
        {"sender", "a@@b"},
        {"recipient", ""},
        {"notify", "SOMETIMES"},
        {"return", "half"},

        {"deliver-by", "0;R"},
        {"deliver-by", "120;RxT"},
        {"deliver-by", "x;R"},
        {"priority", "10"},
        {"hold-for", "-1"},
        {"hold-until", "99999999999999999999"},
        {"accepted", "1"},
        {"size", "22"},
        {"sha256", std::string(32, 'x')},
        {"sender", "a\r\n@b.test"},
        {"recipient", "a@b.test\nc@d.test"},
        {"hold-until", "-9223372036854775808"},
    };
    for (const auto& [name, value] : fields) {
        const auto read = read_entry(with(name, value));
        ASSERT_FALSE(read) << name << " " << value;
        EXPECT_EQ(read.error().kind, ErrorKind::data) << name << " " << value;
    }
}

TEST(SpoolEntry, RefusesEnvelopesThatLackSomething) {
    const std::function<void(Entry&)> changes[] = {
        [](Entry& entry) { entry.envelope.recipients.clear(); },
        [](Entry& entry) { entry.facts.size_bytes = 0; },
        [](Entry& entry) { entry.facts.header_bytes = 23; },
        [](Entry& entry) { entry.facts.longest_line_bytes = 23; },
        [](Entry& entry) { entry.content_sha256.clear(); },
        [](Entry& entry) { entry.content_sha256.pop_back(); },
    };
    for (const auto& change : changes) {
        auto entry = smallest();
        change(entry);
        EXPECT_EQ(read_entry(write_entry(entry)).error().kind, ErrorKind::data);
    }
    for (const std::string name : {"accepted", "recipient", "size", "header", "longest-line", "sha256"}) {
        const auto whole = write_entry(smallest());
        const auto at = ("\n" + whole).find("\n" + name + " ");
        ASSERT_NE(at, std::string::npos) << name;
        FieldReader rest(std::string_view(whole).substr(at));
        const auto field = rest.next();
        const auto size = static_cast<std::size_t>(field->value.data() + field->value.size() + 1 - whole.data()) - at;
        EXPECT_FALSE(read_entry(std::string(whole).erase(at, size))) << name;
    }
}

TEST(SpoolEntry, RefusesEveryBeginning) {
    const auto whole = write_entry(fullest());
    for (std::size_t size = 0; size + 10 < whole.size(); ++size) // "report 0:\n" need not be there
        EXPECT_FALSE(read_entry(std::string_view(whole).substr(0, size))) << size;
}

} // namespace
} // namespace posthaste::spool
