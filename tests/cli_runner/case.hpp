// SPDX-License-Identifier: MIT
// A case of the command line is a directory; each file in it is optional. {port}, {home} and {ca} are filled in.
//
//   name         what the program is started as, instead of posthaste
//   args         one argument a line; \r \n \t \e \\ stand for themselves
//   env          NAME=value a line, besides a private HOME and the like, and POSTHASTE_QUEUE=never
//   config       $XDG_CONFIG_HOME/posthaste/config.toml
//   aliases      {home}/aliases, for a config that names it
//   as.root      only root's files may do what the case does: it is skipped where the tests are another's
//   stdin        else nothing
//   stdin.closed the program has no stdin at all
//   server       what the server on {port} is like: "--refuse a@b=550 no" a line, as for posthaste-sink; with
//                "--unix {home}/socket" it is there and not on a port
//   runs         how often the program is run, one after the other; else once. What it prints is of the last run
//   down         the server is out of service at first: it says 421 to everybody
//   then         what is done after that, a line each: "up", "down", or "STATUS ARGUMENT..." (parted by spaces): the
//                program is run once more, with nothing on stdin, and must end so. What it prints is added to what was
//                printed before
//   files        a directory of what lies in {home}, where the program is started; *.key and what is in
//                state are its owner's alone; NAME.in is there as NAME, too, filled in
//   connections  how many the server must have seen; else any number
//   status       else 0
//   stdout, stderr, message              what it must be; where neither this nor the next is there: nothing
//                                        each time in stdout is "N ms"
//   stdout.has, stderr.has, message.has  lines, each of which must be contained
//   log, log.has, log.lacks              the same for {home}/mail.log; the uid is N. SOURCE_DATE_EPOCH in env fixes its
//                                        times
//   message.lacks                        lines, none of which may be contained
//
// Random boundaries are "=_1", "=_2" in their order, and random Message-IDs <ID@...>; ids of the queue are ID, and the
// wait that is named beside one is "N min". A run is over when all that it has started is: what it does in the
// background is done before the next line.
// `message` is what the server took: "from" and "to" lines of the envelope, a blank line, the message.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

using Variables = std::map<std::string, std::string>; // "{port}" to its value

class Case {
  public:
    explicit Case(std::string directory) : directory_(std::move(directory)) {}

    [[nodiscard]] std::string path(const std::string& file) const { return directory_ + "/" + file; }
    [[nodiscard]] std::optional<std::string> text(const std::string& file) const;
    [[nodiscard]] std::optional<std::string> text(const std::string& file, const Variables& variables) const;
    [[nodiscard]] std::vector<std::string> lines(const std::string& file, const Variables& variables) const;
    // With the escapes of `args` undone.
    [[nodiscard]] std::vector<std::string> arguments(const Variables& variables) const;
    [[nodiscard]] long number(const std::string& file, long otherwise) const;

    // What is wrong with `got` by the files `name`, `name`.has and `name`.lacks; empty: nothing.
    [[nodiscard]] std::string complaints(const std::string& name, const std::string& got,
                                         const Variables& variables) const;

  private:
    std::string directory_;
};

} // namespace posthaste::test
