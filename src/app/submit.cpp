// SPDX-License-Identifier: MIT
#include "submission.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/byte_source.hpp>

#include <unistd.h>

namespace posthaste::app {

namespace {

mail::LoneDot lone_dot(const SubmitOptions& options) {
    if (options.ignore_dots)
        return mail::LoneDot::is_text;
    return ::isatty(STDIN_FILENO) == 1 ? mail::LoneDot::ends_input : mail::LoneDot::ends_message;
}

} // namespace

ExitStatus refuse(const Error& error, bool json) {
    FdSource input(STDIN_FILENO, "stdin");
    mail::Intake intake(input, mail::LoneDot::is_text);
    drain_stdin(intake);
    SubmitOptions options;
    options.json = json;
    return Submission(options).give_up(error);
}

ExitStatus submit(const SubmitOptions& options) {
    Submission submission(options);
    FdSource input(STDIN_FILENO, "stdin");
    mail::Intake intake(input, lone_dot(options));
    auto draft = take_draft(options, intake, submission.tools());
    if (!draft) {
        drain_stdin(intake);
        return submission.give_up(draft.error());
    }
    return submission.finish(*draft);
}

} // namespace posthaste::app
