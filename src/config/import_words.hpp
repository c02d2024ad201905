// SPDX-License-Identifier: MIT
// Words of muttrc and mailrc: quotes as in a shell, `#` begins a comment where a word could, a backslash at the end of
// a line goes on with the next.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct LogicalLine {
    int number = 0; // of its first line
    std::string text;
};
[[nodiscard]] std::vector<LogicalLine> logical_lines(std::string_view text);

struct ImportWord {
    std::string text;
    std::string command; // in backticks, where the word is nothing else
    bool ran = false;    // there are backticks in it: text is without what they would print
};

using WordVariables = std::map<std::string, std::string, std::less<>>;

class WordScanner {
  public:
    // variables: what $NAME stands for outside of '...'; null: it stands for itself. Both must outlive the scanner.
    explicit WordScanner(std::string_view line, const WordVariables* variables = nullptr)
        : rest_(line), variables_(variables) {}

    [[nodiscard]] bool at_end(); // of the line, or before its comment
    bool take(char c);           // behind blanks
    // Up to a blank, or one of these outside of quotes.
    ImportWord word(std::string_view ends = {});

  private:
    void skip_blanks();
    void take_quoted(char quote, ImportWord& word);
    void take_command(ImportWord& word);
    void take_variable(ImportWord& word);

    std::string_view rest_;
    const WordVariables* variables_;
};

} // namespace posthaste::config
