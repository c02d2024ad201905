// SPDX-License-Identifier: MIT
// Other people's programs as judges of what we make (openssl, gpg), and a directory for their files.
#pragma once

#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

// With a short name, since gpg keeps a socket in it; goes with the test.
class ToolDirectory {
  public:
    ToolDirectory();
    ~ToolDirectory();
    ToolDirectory(const ToolDirectory&) = delete;
    ToolDirectory& operator=(const ToolDirectory&) = delete;

    [[nodiscard]] std::string path(std::string_view name = "") const; // of a file in it
    std::string write(std::string_view name, std::string_view text) const; // its path

  private:
    std::string directory_;
};

struct ToolResult {
    bool succeeded = false;
    std::string output, errors;
};
// arguments[0] is looked for in PATH. input: its stdin.
ToolResult run_tool(std::vector<std::string> arguments, std::string_view input = {});
bool is_installed(const std::string& program);

Fd unnamed_file_of(std::string_view bytes);
std::string whole_text(const Fd& file);

// A self-signed certificate of `openssl req`, and its key. name: of the files (name.pem, name.key) and in the subject.
struct MailCertificate {
    std::string certificate, key; // paths
};
MailCertificate make_mail_certificate(const ToolDirectory& directory, const std::string& name,
                                      const std::vector<std::string>& key_options,
                                      const std::vector<std::string>& further = {});

} // namespace posthaste::test
