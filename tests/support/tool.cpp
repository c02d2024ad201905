// SPDX-License-Identifier: MIT
#include "tool.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace posthaste::test {

ToolDirectory::ToolDirectory() {
    std::string name = "/tmp/ph-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("cannot make a directory in /tmp");
    directory_ = name;
}

ToolDirectory::~ToolDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string ToolDirectory::path(std::string_view name) const { return directory_ + "/" + std::string(name); }

std::string ToolDirectory::write(std::string_view name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
}

Fd unnamed_file_of(std::string_view bytes) {
    auto file = open_unnamed_file(temporary_directories()).value();
    write_all(file.get(), bytes).value();
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

std::string whole_text(const Fd& file) {
    std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), '\0');
    text.resize(pread_some(file.get(), text, 0).value());
    return text;
}

ToolResult run_tool(std::vector<std::string> arguments, std::string_view input) {
    const Fd in = unnamed_file_of(input), out = unnamed_file_of("");
    ChildProcess process;
    process.arguments = std::move(arguments);
    process.input = in.get();
    process.output = out.get();
    auto end = run_child(process);
    if (!end)
        return {false, {}, end.error().message};
    return {end->succeeded(), whole_text(out), end->kept};
}

bool is_installed(const std::string& program) {
    const Fd output = unnamed_file_of("");
    ChildProcess process;
    process.arguments = {program, "--version"};
    process.output = output.get();
    return run_child(process).has_value();
}

MailCertificate make_mail_certificate(const ToolDirectory& directory, const std::string& name,
                                      const std::vector<std::string>& key_options,
                                      const std::vector<std::string>& further) {
    const MailCertificate made{directory.path(name + ".pem"), directory.path(name + ".key")};
    std::vector<std::string> arguments{"openssl", "req",         "-x509", "-nodes",         "-days",   "2",
                                       "-subj",   "/CN=" + name, "-out",  made.certificate, "-keyout", made.key};
    arguments.insert(arguments.end(), key_options.begin(), key_options.end());
    arguments.insert(arguments.end(), further.begin(), further.end());
    const auto result = run_tool(std::move(arguments));
    if (!result.succeeded)
        throw std::runtime_error("openssl req: " + result.errors);
    return made;
}

} // namespace posthaste::test
