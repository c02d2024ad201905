// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace posthaste::config {

namespace {

constexpr std::size_t max_depth = 32;
constexpr std::size_t max_addresses = 10'000;
constexpr std::size_t max_lists = 8; // that name each other

std::string key_of(const mail::Address& address) {
    return fmt::format("{}{}{}", address.local(), '\0', lower(address.domain()));
}

std::string carried_text(const AliasTarget& target) {
    return target.kind == AliasKind::command ? "|" + target.text : target.text;
}

// All for one message: whatever way an address is reached, it is taken once.
class Expander {
  public:
    Expander(const AliasTable& table, const ExpansionRules& rules) : table_(table), rules_(rules) {}

    void take(const mail::Address& recipient);
    [[nodiscard]] Expansion result() && { return std::move(result_); }

  private:
    void forget(std::size_t recipients, std::size_t commands);
    void expand(const mail::Address& address);
    void expand_entry(const AliasEntry& entry);
    void expand_target(const AliasEntry& entry, const AliasTarget& target);
    void include(const AliasEntry& entry, const std::string& path);
    [[nodiscard]] const Result<AliasList>& list_of(const std::string& path);
    void add_member(const AliasEntry& entry, const std::string& list, const AliasTarget& member);
    void note_faults(const std::string& name);
    void add_carried(const AliasEntry& entry, const AliasTarget& target);
    void add(const mail::Address& address);
    void refuse(ErrorKind kind, std::string message);
    void note_loop(const AliasEntry& entry);
    void note_step(const AliasEntry& entry);

    const AliasTable& table_;
    const ExpansionRules& rules_;
    Expansion result_;
    std::set<std::string> known_, taken_, faulty_;
    std::map<std::string, Result<AliasList>> lists_;

    // Of the recipient that is being taken:
    std::vector<const AliasEntry*> chain_; // the names that led here
    std::set<const AliasEntry*> done_;     // all that they stand for is known
    std::set<std::string> included_;
    std::size_t including_ = 0; // lists, one in the other
    std::optional<Error> error_;
    std::string loop_;
    bool somebody_ = false, discarded_ = false, by_will_ = false, lost_ = false;
};

void Expander::take(const mail::Address& recipient) {
    if (!taken_.insert(key_of(recipient)).second)
        return;
    chain_.clear();
    done_.clear();
    included_.clear();
    error_.reset();
    loop_.clear();
    somebody_ = discarded_ = by_will_ = lost_ = false;
    const auto recipients = result_.recipients.size();
    const auto commands = result_.commands.size();
    expand(recipient);
    if (lost_) {
        forget(recipients, commands);
        result_.refused.push_back({recipient, table_.lost().value_or(Error{}), false, true});
        return;
    }
    // A name that leads back to itself brings nobody; where others were found beside it, nobody is missing.
    if (!loop_.empty() && !somebody_ && !discarded_)
        refuse(ErrorKind::refused, loop_);
    else if (!loop_.empty())
        result_.warnings.push_back(loop_);
    else if (!somebody_ && !discarded_) // an empty list
        refuse(ErrorKind::refused, "its aliases lead to nobody");
    if (error_)
        result_.refused.push_back({recipient, *error_, by_will_});
    else if (!somebody_ && discarded_)
        result_.discarded.push_back(recipient);
}

// A message that is tried again as a whole must not have reached a part of them.
void Expander::forget(std::size_t recipients, std::size_t commands) {
    for (auto at = recipients; at < result_.recipients.size(); ++at)
        known_.erase(key_of(result_.recipients[at]));
    result_.recipients.erase(result_.recipients.begin() + static_cast<std::ptrdiff_t>(recipients),
                             result_.recipients.end());
    result_.commands.resize(commands);
}

void Expander::expand(const mail::Address& address) {
    const bool here = rules_.is_here(address);
    const auto* entry = here ? table_.find(address.local()) : nullptr;
    if (here)
        note_faults(lower(address.local()));
    if (here && entry == nullptr && table_.lost()) {
        lost_ = true;
        return;
    }
    if (entry == nullptr || (!chain_.empty() && chain_.back() == entry)) {
        add(address);
        return;
    }
    if (done_.contains(entry))
        return;
    if (std::ranges::find(chain_, entry) != chain_.end()) {
        note_loop(*entry);
        return;
    }
    if (chain_.size() >= max_depth) {
        refuse(ErrorKind::refused, fmt::format("{}: over {} aliases lead to each other", entry->place, max_depth));
        return;
    }
    expand_entry(*entry);
}

void Expander::expand_entry(const AliasEntry& entry) {
    note_step(entry);
    chain_.push_back(&entry);
    for (const auto& target : entry.targets)
        expand_target(entry, target);
    chain_.pop_back();
    done_.insert(&entry);
}

void Expander::expand_target(const AliasEntry& entry, const AliasTarget& target) {
    switch (target.kind) {
    case AliasKind::address:
        if (const auto& address = target.address)
            target.plain ? add(*address) : expand(*address);
        return;
    case AliasKind::command:
    case AliasKind::file:
        add_carried(entry, target);
        return;
    case AliasKind::include:
        include(entry, target.text);
        return;
    case AliasKind::discard:
        discarded_ = true;
        return;
    case AliasKind::refusal:
        by_will_ = !error_;
        refuse(ErrorKind::refused, target.text.empty() ? fmt::format("{} takes no mail", entry.name) : target.text);
        return;
    }
}

void Expander::include(const AliasEntry& entry, const std::string& path) {
    if (!included_.insert(path).second)
        return;
    if (including_ >= max_lists) {
        refuse(ErrorKind::refused, fmt::format("{}: over {} lists name each other", entry.place, max_lists));
        return;
    }
    const auto& list = list_of(path);
    if (!list) {
        refuse(ErrorKind::config, fmt::format("{}: {}", entry.place, list.error().message));
        return;
    }
    ++including_;
    for (const auto& member : list->targets)
        add_member(entry, path, member);
    --including_;
}

const Result<AliasList>& Expander::list_of(const std::string& path) {
    if (const auto known = lists_.find(path); known != lists_.end())
        return known->second;
    const auto& list = lists_.emplace(path, read_alias_list(path)).first->second;
    if (list)
        result_.warnings.insert(result_.warnings.end(), list->problems.begin(), list->problems.end());
    return list;
}

// Whoever may write a list can name people in it, and nothing else.
void Expander::add_member(const AliasEntry& entry, const std::string& list, const AliasTarget& member) {
    if (member.kind == AliasKind::command || member.kind == AliasKind::file)
        refuse(ErrorKind::config,
               fmt::format("{}:{}: a list of addresses cannot name a command or a file", list, member.line));
    else
        expand_target(entry, member);
}

void Expander::note_faults(const std::string& name) {
    if (!faulty_.insert(name).second)
        return;
    const auto faults = table_.faults_of(name);
    result_.warnings.insert(result_.warnings.end(), faults.begin(), faults.end());
}

void Expander::add_carried(const AliasEntry& entry, const AliasTarget& target) {
    const auto* what = target.kind == AliasKind::command ? "command" : "file";
    if (!entry.trusted) {
        refuse(ErrorKind::config,
               fmt::format("{} names the {} \"{}\": only a file that is root's, and that nobody else can write, may",
                           entry.place, what, target.text));
        return;
    }
    if (!rules_.commands) {
        refuse(ErrorKind::config, fmt::format("{} names the {} \"{}\", which does not count without alias_commands = "
                                              "true in the configuration",
                                              entry.place, what, target.text));
        return;
    }
    const auto carried = carried_text(target);
    if (auto address = mail::Address::make(carried, "")) {
        result_.commands.push_back({carried, entry.name});
        add(*address);
    }
}

void Expander::add(const mail::Address& address) {
    somebody_ = true;
    if (known_.contains(key_of(address)))
        return;
    if (!chain_.empty() && known_.size() >= max_addresses) {
        refuse(ErrorKind::refused, fmt::format("{}: over {} addresses", chain_.front()->place, max_addresses));
        return;
    }
    known_.insert(key_of(address));
    result_.recipients.push_back(address);
}

// The first is what is told.
void Expander::refuse(ErrorKind kind, std::string message) {
    if (!error_)
        error_ = Error{kind, std::move(message), 0};
}

void Expander::note_loop(const AliasEntry& entry) {
    std::string way;
    for (auto at = std::ranges::find(chain_, &entry); at != chain_.end(); ++at)
        way += fmt::format("{} ({}) -> ", (*at)->name, (*at)->place);
    if (loop_.empty())
        loop_ = fmt::format("the aliases lead back to where they began: {}{}", way, entry.name);
}

void Expander::note_step(const AliasEntry& entry) {
    constexpr std::array<std::string_view, 6> marks{"", "|", "", ":include:", "", ":fail: "};
    AliasStep step{chain_.size(), entry.name, entry.place, {}};
    for (const auto& target : entry.targets)
        step.targets.push_back(fmt::format("{}{}", marks.at(static_cast<std::size_t>(target.kind)), target.text));
    result_.steps.push_back(std::move(step));
}

} // namespace

Expansion expand(const AliasTable& table, const std::vector<mail::Address>& recipients, const ExpansionRules& rules) {
    Expander expander(table, rules);
    for (const auto& recipient : recipients)
        expander.take(recipient);
    return std::move(expander).result();
}

std::vector<AliasCommand> commands_of(const AliasTable& table) {
    std::vector<AliasCommand> commands;
    for (const auto& [name, entry] : table.entries()) {
        if (!entry.trusted)
            continue;
        for (const auto& target : entry.targets)
            if (target.kind == AliasKind::command || target.kind == AliasKind::file)
                commands.push_back({carried_text(target), name});
    }
    return commands;
}

} // namespace posthaste::config
