// SPDX-License-Identifier: MIT
#include "queue_change.hpp"

#include "json_line.hpp"
#include "json_report.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

enum class Became : std::uint8_t { done, busy, held, gone, failed };

struct EntryResult {
    std::string id;
    Became became;
    Error error{}; // of failed
};

std::string_view name_of(Became became) noexcept {
    switch (became) {
    case Became::done:
        return "done";
    case Became::busy:
        return "busy";
    case Became::held:
        return "held";
    case Became::gone:
        return "gone";
    case Became::failed:
        return "failed";
    }
    return "failed";
}

Status check_named(const QueueOptions& options, std::string_view verb) {
    const bool named = !options.ids.empty() || !options.recipients.empty() || options.older_than || options.newer_than;
    if (named && options.all)
        return fail(ErrorKind::usage, fmt::format("--all and what names messages exclude each other: {} which?", verb));
    if (!named && !options.all)
        return fail(ErrorKind::usage,
                    fmt::format("{} what? give ids, --recipient, --older-than, --newer-than or --all", verb));
    return {};
}

class Changing {
  public:
    Changing(const QueueDesk& desk, const QueueOptions& options, const QueueChange& change, spool::Time at)
        : desk_(desk), options_(options), change_(change), at_(at), place_(place_of(options)) {}

    Result<ExitStatus> run(std::string_view after) {
        PH_TRY(check_named(options_, change_.verb));
        PH_ASSIGN(auto names, desk_.queue.names(place_));
        PH_ASSIGN(selection_, QueueSelection::make(options_, std::move(names), desk_.queue.now()));
        PH_ASSIGN(const auto chosen, choose());
        if (!chosen.empty()) {
            PH_ASSIGN(const bool agreed, is_agreed(chosen.size()));
            if (!agreed)
                return declined();
            PH_TRY(desk_.queue.prepare()); // whether locks can be relied on there
        }
        for (const auto& name : chosen)
            changes_.push_back(change_one(name));
        return report(chosen.empty(), after);
    }

  private:
    // Before anything is changed, so that a person can be told how many there are.
    Result<std::vector<spool::Name>> choose() {
        std::vector<spool::Name> chosen;
        QueueWalk walk(desk_.queue, place_, selection_);
        for (;;) {
            PH_ASSIGN(const auto looked, walk.next());
            if (!looked)
                return chosen;
            chosen.push_back(looked->name);
        }
    }

    Result<bool> is_agreed(std::size_t count) {
        if (!change_.asks || options_.yes)
            return true;
        if (desk_.answers == nullptr && (count > 1 || options_.all))
            return fail(ErrorKind::usage, fmt::format("{} {}? there is no terminal to ask at: say --yes", change_.verb,
                                                      count_text(count, "message")));
        if (desk_.answers == nullptr)
            return true;
        PH_TRY(desk_.errors.write(fmt::format("{} {}? [y/N] ", change_.verb, count_text(count, "message"))));
        PH_ASSIGN(const auto answer, read_answer());
        return iequals(answer, "y") || iequals(answer, "yes");
    }

    Result<std::string> read_answer() {
        std::string answer;
        for (char c = 0; answer.size() < 16;) {
            PH_ASSIGN(const auto count, desk_.answers->read(std::span(&c, 1)));
            if (count == 0 || c == '\n')
                break;
            answer += c;
        }
        return std::string(trim(answer));
    }

    Result<ExitStatus> declined() {
        if (!options_.quiet)
            say(desk_.errors, fmt::format("nothing was {}", change_.done));
        return report(false, {});
    }

    EntryResult change_one(const spool::Name& name) {
        auto claim = desk_.queue.claim(place_, name);
        if (!claim)
            return {name.id, Became::failed, told_of(name, std::move(claim).error())};
        std::optional<spool::Claim> ours = *std::move(claim);
        if (!ours)
            return why_not(name);
        // It may have changed since it was chosen.
        if (!selection_.fits(ours->entry, ours->state, place_))
            return {name.id, Became::gone, {}};
        if (change_.skips_held && ours->state.held)
            return {name.id, Became::held, {}};
        auto applied = change_.apply(desk_.queue, *std::move(ours), desk_.queue.now(), at_);
        if (!applied)
            return {name.id, Became::failed, std::move(applied).error()};
        return {name.id, Became::done, {}};
    }

    EntryResult why_not(const spool::Name& name) {
        const auto seen = desk_.queue.look(place_, name);
        return {name.id, seen && !*seen ? Became::gone : Became::busy, {}};
    }

    // What cannot be read cannot be told from another's work, so that it is not touched.
    [[nodiscard]] Error told_of(const spool::Name& name, Error error) const {
        if (error.kind == ErrorKind::data)
            error.message = fmt::format("damaged: {}; look at {}/{}/{}", error.message, desk_.queue.directory(),
                                        place_ == spool::Place::failed ? "failed" : "queue", name.text());
        return error;
    }

    Result<ExitStatus> report(bool found_none, std::string_view after) {
        const auto status = status_of(found_none);
        tell_problems(found_none);
        if (options_.json) {
            PH_TRY(desk_.out.write(json(status)));
            return status;
        }
        const auto done = count(Became::done);
        if (options_.quiet || (done == 0 && !found_none) || (found_none && !options_.all))
            return status;
        PH_TRY(desk_.out.write(fmt::format("{} {}{}\n", count_text(done, "message"), change_.done, after)));
        return status;
    }

    [[nodiscard]] std::size_t count(Became became) const {
        return static_cast<std::size_t>(std::ranges::count(changes_, became, &EntryResult::became));
    }

    // Of an id that is gone, or that nobody has, who named it must hear; of others it is what was wanted.
    [[nodiscard]] ExitStatus status_of(bool found_none) const {
        const auto failed = std::ranges::find(changes_, Became::failed, &EntryResult::became);
        if (failed != changes_.end())
            return exit_status_of(failed->error.kind);
        if (count(Became::busy) + count(Became::held) > 0)
            return ExitStatus::try_later;
        const bool wanting = !selection_.missing().empty() || (selection_.by_id() && count(Became::gone) > 0) ||
                             (found_none && !options_.all);
        return wanting ? ExitStatus::no_input : ExitStatus::ok;
    }

    void tell_problems(bool found_none) {
        const auto* where = place_ == spool::Place::failed ? "among those that were given up" : "in the queue";
        for (const auto& id : selection_.missing())
            say(desk_.errors, fmt::format("no message {} is {}", id, where));
        if (found_none && selection_.missing().empty() && !options_.all)
            say(desk_.errors, "no message fits");
        for (const auto& each : changes_)
            if (const auto problem = problem_of(each, where); !problem.empty())
                say(desk_.errors, problem);
    }

    [[nodiscard]] std::string problem_of(const EntryResult& each, std::string_view where) const {
        if (each.became == Became::busy)
            return fmt::format("{} is being worked on by another process: try again later", each.id);
        if (each.became == Became::held)
            return fmt::format("{} is held: posthaste queue release {}", each.id, each.id);
        if (each.became == Became::gone && selection_.by_id())
            return fmt::format("{} is not {} any more", each.id, where);
        return each.became == Became::failed ? fmt::format("{}: {}", each.id, each.error.message) : std::string{};
    }

    [[nodiscard]] std::string json(ExitStatus status) const {
        Json entries = Json::array();
        for (const auto& each : changes_) {
            Json object{{"id", each.id}, {"result", name_of(each.became)}};
            if (each.became == Became::failed)
                object["error"] = error_object(each.error);
            entries.push_back(std::move(object));
        }
        return json_line({{"exit_status", static_cast<int>(status)},
                          {"entries", std::move(entries)},
                          {"missing", selection_.missing()}});
    }

    const QueueDesk& desk_;
    const QueueOptions& options_;
    const QueueChange& change_;
    spool::Time at_;
    spool::Place place_;
    QueueSelection selection_;
    std::vector<EntryResult> changes_;
};

} // namespace

Result<ExitStatus> change_entries(const QueueDesk& desk, const QueueOptions& options, const QueueChange& change,
                                  spool::Time at, std::string_view after) {
    return Changing(desk, options, change, at).run(after);
}

} // namespace posthaste::app
