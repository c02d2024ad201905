// SPDX-License-Identifier: MIT
#include "dispatch.hpp"
#include "dry_run.hpp"
#include "json_report.hpp"
#include "relay.hpp"
#include "report.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/byte_source.hpp>

#include <unistd.h>

namespace posthaste::app {

namespace {

// Whoever writes into the pipe is to see our status, not EPIPE. Nobody is asked to type what is not wanted any more.
void drain(mail::Intake& intake) {
    if (::isatty(STDIN_FILENO) == 0)
        intake.drain();
}

mail::LoneDot lone_dot(const SubmitOptions& options) {
    if (options.ignore_dots)
        return mail::LoneDot::is_text;
    return ::isatty(STDIN_FILENO) == 1 ? mail::LoneDot::ends_input : mail::LoneDot::ends_message;
}

class Submission {
  public:
    explicit Submission(const SubmitOptions& options) : options_(options) {}

    ExitStatus run() {
        FdSource input(STDIN_FILENO, "stdin");
        mail::Intake intake(input, lone_dot(options_));
        auto draft = take_draft(options_, intake, {caller_, clock_, ids_});
        if (!draft) {
            drain(intake);
            return give_up(draft.error());
        }
        warn(draft->warnings);
        return options_.dry_run ? show(*draft) : send(*draft);
    }

    ExitStatus give_up(const Error& error) {
        const auto status = exit_status_of(error.kind);
        say(errors_, error.message);
        if (options_.json)
            print(json_error(error, status));
        return status;
    }

  private:
    ExitStatus send(Draft& draft) {
        delivery::Transcript transcript;
        if (options_.trace)
            transcript = delivery::Transcript(errors_);
        transcript.show_certificates(options_.trace_tls);
        const auto outcome = dispatch(draft, {caller_, users_, files_, clock_, ids_, transcript});
        if (!outcome)
            return give_up(outcome.error());
        warn(outcome->warnings);
        (void)errors_.write(describe(*outcome));
        const auto status = exit_status_of(*outcome);
        draft.warnings.insert(draft.warnings.end(), outcome->warnings.begin(), outcome->warnings.end());
        if (options_.json)
            print(json_result({draft.message, server_of(draft), false, draft.warnings}, *outcome, status));
        return status;
    }

    ExitStatus show(const Draft& draft) {
        delivery::Transcript transcript;
        if (const auto fine = rehearse(draft, {caller_, users_, files_, clock_, ids_, transcript}); !fine)
            return give_up(fine.error());
        const bool for_terminal = ::isatty(STDOUT_FILENO) == 1;
        const auto shown = options_.json
                               ? output_.write(json_result({draft.message, server_of(draft), true, draft.warnings}, {},
                                                           ExitStatus::ok))
                               : print_dry_run(output_, draft.message, server_of(draft), for_terminal);
        if (!shown)
            say(errors_, shown.error().message);
        return shown ? ExitStatus::ok : ExitStatus::io_error; // for every reason: nobody asked for a file
    }

    // What became of the message stands, whether or not it can be printed.
    void print(const std::string& text) {
        if (const auto printed = output_.write(text); !printed)
            say(errors_, printed.error().message);
    }

    void warn(const std::vector<std::string>& warnings) {
        if (options_.quiet)
            return;
        for (const auto& warning : warnings)
            say(errors_, "warning: " + warning);
    }

    static std::string server_of(const Draft& draft) {
        return draft.account && draft.account->server ? endpoint_of(*draft.account->server).text() : std::string{};
    }

    const SubmitOptions& options_;
    Caller caller_ = identify_caller();
    SystemClock clock_;
    SystemIdSource ids_;
    SystemFileOps files_;
    delivery::SystemUserDirectory users_;
    FdSink output_{STDOUT_FILENO, "stdout"};
    FdSink errors_{STDERR_FILENO, "stderr"};
};

} // namespace

ExitStatus refuse(const Error& error, bool json) {
    FdSource input(STDIN_FILENO, "stdin");
    mail::Intake intake(input, mail::LoneDot::is_text);
    drain(intake);
    SubmitOptions options;
    options.json = json;
    return Submission(options).give_up(error);
}

ExitStatus submit(const SubmitOptions& options) { return Submission(options).run(); }

} // namespace posthaste::app
