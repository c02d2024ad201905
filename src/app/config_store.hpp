// SPDX-License-Identifier: MIT
// The configuration as a file that is changed: read whole, replaced whole, so that a reader sees the old or the new.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/file_ops.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace posthaste::app {

struct StoredText {
    std::string path;                  // as it is called
    std::string target;                // what a link leads to: those who keep their dotfiles elsewhere link the file
    std::string text;                  // empty when it is not there
    std::optional<struct stat> status; // of what is there
};

// ErrorKind::config when it is there and cannot be read, or is a link that leads nowhere.
[[nodiscard]] Result<StoredText> read_stored(const std::string& path);

// Of a new file: the owner's alone, but with everyone. An old one keeps its mode, but for what owner_only takes from
// it.
enum class Visibility : std::uint8_t { usual, everyone, owner_only };

// A text that stands ready beside the file it is for, and is gone again unless it is put there and kept: of several
// files nothing is touched before all of them are written.
class ReadyText {
  public:
    static Result<ReadyText> write(FileOps& files, const StoredText& stored, std::string_view text,
                                   Visibility visibility);
    ReadyText(ReadyText&& other) noexcept;
    ReadyText(const ReadyText&) = delete;
    ReadyText& operator=(const ReadyText&) = delete;
    ReadyText& operator=(ReadyText&&) = delete;
    ~ReadyText();

    [[nodiscard]] Status replace(); // what is there; kept
    [[nodiscard]] Status add();     // ErrorKind::cannot_create when anything is there; not kept yet
    void keep() { to_remove_.clear(); }
    [[nodiscard]] Status sync() const; // so that a crash does not undo it

  private:
    ReadyText(FileOps& files, const StoredText& stored);

    FileOps* files_;
    std::string path_, target_, draft_;
    std::string to_remove_; // the draft, or what was added; empty: nothing
};

// By a file beside it that is renamed, synced before and after. The owner of an old one stays. Directories that are
// missing are made as the umask has it: what others may read is said by the files.
// ErrorKind::cannot_create, no_space, io.
[[nodiscard]] Status replace_stored(FileOps& files, const StoredText& stored, std::string_view text,
                                    Visibility visibility);

// Beside the configuration: "secrets/NAME", with what may not stand in a file's name as %XX. number: from 2 on, of
// further files of that name: "secrets/NAME-2".
[[nodiscard]] std::string secret_path(const std::string& config_path, std::string_view account, int number = 1);
// Whether it is such a path, of whatever number.
[[nodiscard]] bool is_secret_path(std::string_view path, const std::string& config_path, std::string_view account);
// In a directory and a file of the owner's alone.
[[nodiscard]] Result<ReadyText> ready_secret(FileOps& files, const std::string& path, std::string_view secret);

} // namespace posthaste::app
