// SPDX-License-Identifier: MIT
#include "alias_use.hpp"
#include "json_line.hpp"
#include "json_report.hpp"
#include "report.hpp"

#include <posthaste/app/aliases.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

namespace posthaste::app {

namespace {

struct FileSummary {
    std::string path;
    std::size_t names = 0, size_bytes = 0;
};

class AliasCheck {
  public:
    explicit AliasCheck(const SubmitOptions& options) : options_(options) {}

    ExitStatus run() {
        const auto environment = read_environment();
        const auto caller = identify_caller();
        const auto config = config::load_config(options_.config.value_or(environment.config), caller.home);
        if (!config)
            return give_up(config.error());
        config::AliasTable table;
        for (const auto& path : config::alias_paths(*config, caller.home))
            read(path, table);
        expand_all(table, {options_, environment, *config, caller});
        return tell();
    }

  private:
    void read(const config::AliasPath& path, config::AliasTable& table) {
        auto read = config::read_alias_file(path);
        if (!read)
            add(read.error().message, ExitStatus::config);
        else if (auto& file = *read)
            take(*std::move(file), table);
    }

    void take(config::AliasFile file, config::AliasTable& table) {
        summaries_.push_back({file.path, file.entries.size(), file.size_bytes});
        warnings_.insert(warnings_.end(), file.doubles.begin(), file.doubles.end());
        for (const auto& problem : file.problems)
            add(problem, ExitStatus::data);
        for (const auto& entry : file.entries) {
            if (entry.name == "default") // of msmtp's files
                warnings_.push_back(entry.place + ": default is a name as any other, and not of all without an alias");
        }
        table.add(std::move(file));
    }

    // Each on its own: a list that cannot be read is found behind whatever name it stands.
    void expand_all(const config::AliasTable& table, const AliasCircumstances& known) {
        const auto rules = alias_rules(known);
        for (const auto& [name, entry] : table.entries()) {
            const auto recipient = mail::Address::make(name, "");
            if (!recipient)
                continue;
            const auto expansion = config::expand(table, {*recipient}, rules);
            for (const auto& warning : expansion.warnings)
                add(warning, ExitStatus::data);
            for (const auto& refused : expansion.refused)
                if (!refused.by_will)
                    add(refused.error.message, ExitStatus::data);
        }
    }

    // Told once, by whichever name it was come upon.
    void add(const std::string& problem, ExitStatus status) {
        if (told_.insert(problem).second)
            problems_.push_back(problem);
        status_ = std::max(status_, status);
    }

    ExitStatus tell() {
        for (const auto& problem : problems_)
            say(errors_, problem);
        for (const auto& warning : warnings_)
            if (!options_.quiet)
                say(errors_, "warning: " + warning);
        if (summaries_.empty() && problems_.empty() && !options_.quiet && !options_.json)
            say(errors_, "there is no alias file: nothing to do");
        if (const auto shown = output_.write(options_.json ? json() : text()); !shown)
            return ExitStatus::io_error;
        return status_;
    }

    [[nodiscard]] std::string text() const {
        std::string text;
        for (const auto& file : summaries_)
            if (!options_.quiet)
                text += printable(fmt::format("{}: {} {}, {} bytes", file.path, file.names,
                                              file.names == 1 ? "alias" : "aliases", file.size_bytes)) +
                        "\n";
        return text;
    }

    [[nodiscard]] std::string json() const {
        nlohmann::ordered_json object{{"exit_status", static_cast<int>(status_)}};
        object["files"] = nlohmann::ordered_json::array();
        for (const auto& file : summaries_)
            object["files"].push_back({{"path", file.path}, {"aliases", file.names}, {"size", file.size_bytes}});
        object["problems"] = problems_;
        object["warnings"] = warnings_;
        return json_line(object);
    }

    ExitStatus give_up(const Error& error) {
        const auto status = exit_status_of(error.kind);
        say(errors_, error.message);
        if (options_.json && !output_.write(json_error(error, status)))
            return ExitStatus::io_error;
        return status;
    }

    const SubmitOptions& options_;
    std::vector<FileSummary> summaries_;
    std::vector<std::string> problems_, warnings_;
    std::set<std::string> told_;
    ExitStatus status_ = ExitStatus::ok;
    FdSink output_{STDOUT_FILENO, "stdout"};
    FdSink errors_{STDERR_FILENO, "stderr"};
};

} // namespace

ExitStatus check_aliases(const SubmitOptions& options) { return AliasCheck(options).run(); }

} // namespace posthaste::app
