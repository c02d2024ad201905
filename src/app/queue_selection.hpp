// SPDX-License-Identifier: MIT
// Which entries a command of the queue is about.
#pragma once

#include <posthaste/app/queue.hpp>
#include <posthaste/spool/queue.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

class QueueSelection {
  public:
    // names: all that are there. ErrorKind::usage for what is no id, no duration, or the beginning of several ids.
    static Result<QueueSelection> make(const QueueOptions& options, std::vector<spool::Name> names, spool::Time now);

    // Those to be looked at, oldest first.
    [[nodiscard]] const std::vector<spool::Name>& names() const noexcept { return names_; }
    // Ids that nobody has.
    [[nodiscard]] const std::vector<std::string>& missing() const noexcept { return missing_; }
    // Whether they were named one by one.
    [[nodiscard]] bool by_id() const noexcept { return by_id_; }
    // Whether anything is asked of what is in an entry, which a damaged one cannot answer.
    [[nodiscard]] bool asks_content() const noexcept { return !patterns_.empty() || older_than_ || newer_than_; }
    [[nodiscard]] bool fits(const spool::Entry& entry, const spool::State& state, spool::Place place) const;

  private:
    [[nodiscard]] Status take_id(const std::string& text, const std::vector<spool::Name>& all);

    std::vector<spool::Name> names_;
    std::vector<std::string> missing_;
    std::vector<std::string> patterns_; // in lower case
    std::optional<std::chrono::seconds> older_than_, newer_than_;
    spool::Time now_;
    bool by_id_ = false;
};

// The recipients whom a place is about: those who are still open, or those who were given up.
[[nodiscard]] bool concerns(spool::Place place, const spool::RecipientState& recipient) noexcept;

[[nodiscard]] inline spool::Place place_of(const QueueOptions& options) noexcept {
    return options.failed ? spool::Place::failed : spool::Place::queue;
}

// What a walk over the selected comes to.
struct Looked {
    spool::Name name;
    std::optional<spool::Seen> seen;
    std::string damage; // why it cannot be read, where there is nothing else
};

// Looks at one after the other, so that a queue of any size takes no memory.
class QueueWalk {
  public:
    // Both must outlive it.
    QueueWalk(const spool::Queue& queue, spool::Place place, const QueueSelection& selection)
        : queue_(queue), place_(place), selection_(selection) {}

    // The next that fits and is still there; nullopt: the end. Not: an error that is not this entry's.
    [[nodiscard]] Result<std::optional<Looked>> next();

  private:
    const spool::Queue& queue_;
    spool::Place place_;
    const QueueSelection& selection_;
    std::size_t at_ = 0;
};

} // namespace posthaste::app
