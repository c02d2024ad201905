// SPDX-License-Identifier: MIT
// cli_runner PROGRAM CASE: runs the program as the case says (case.hpp), beside a server of its own, and compares.
#include "case.hpp"
#include "process.hpp"
#include "support/server/fake_server.hpp"
#include "tools/server_arguments.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace {
using namespace posthaste::test;
namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "cli_runner: %s\n", why.c_str());
    std::exit(70);
}

// A directory that is the whole world the program sees of the user.
class Home {
  public:
    Home() {
        std::string pattern = (fs::temp_directory_path() / "posthaste-cli-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            give_up("cannot make " + pattern);
        path_ = pattern;
    }
    ~Home() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream stream{path_ / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name, std::ios::binary} << text;
        fs::permissions(path_ / name, fs::perms::owner_read | fs::perms::owner_write);
    }

  private:
    fs::path path_;
};

ServerOptions server_options(const Case& the_case, const Home& home) {
    ServerOptions options;
    for (const std::string& line : the_case.lines("server", {{"{home}", home.path()}})) {
        const std::size_t space = line.find(' ');
        if (space == std::string::npos || !take_server_argument(options, line.substr(0, space), line.substr(space + 1)))
            give_up("server: " + line);
    }
    return options;
}

// In the place that is the program's; private keys and what is in state are nobody else's, which git does not keep.
void copy_files(const Case& the_case, const Home& home, const Variables& variables) {
    if (const auto aliases = the_case.text("aliases", variables))
        home.write("aliases", *aliases);
    if (!fs::is_directory(the_case.path("files")))
        return;
    fs::copy(the_case.path("files"), home.path(), fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(the_case.path("files"))) {
        const auto name = entry.path().filename();
        if (name.extension() == ".in")
            home.write(name.stem(), the_case.text("files/" + name.string(), variables).value_or(""));
        if (name.extension() == ".key")
            fs::permissions(home.file(name), fs::perms::owner_read | fs::perms::owner_write);
    }
    // However the tree was checked out: lists of addresses must be their owner's alone to write.
    for (const auto& entry : fs::recursive_directory_iterator(home.file(".")))
        if (entry.is_regular_file())
            fs::permissions(entry.path(), fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
    if (!fs::is_directory(home.file("state")))
        return;
    for (const auto& entry : fs::recursive_directory_iterator(home.file("state")))
        if (entry.is_directory())
            fs::permissions(entry.path(), fs::perms::owner_all);
}

std::vector<std::string> environment(const Case& the_case, const Home& home, const Variables& variables) {
    std::vector<std::string> result = the_case.lines("env", variables); // the first of a name counts
    const std::vector<std::string> usual{"HOME=" + home.path(),
                                         "XDG_CONFIG_HOME=" + home.file("config"),
                                         "XDG_STATE_HOME=" + home.file("state"),
                                         "XDG_RUNTIME_DIR=" + home.file("run"),
                                         "TMPDIR=" + home.path(),
                                         "PATH=/usr/bin:/bin",
                                         "POSTHASTE_QUEUE=never",
                                         "LC_ALL=C.UTF-8",
                                         "TZ=UTC"};
    result.insert(result.end(), usual.begin(), usual.end());
    return result;
}

// A link by the name the case wants, since the program goes by its name.
std::string started_as(const std::string& program, const Case& the_case, const Home& home) {
    const auto name = the_case.lines("name", {});
    if (name.empty())
        return program;
    const std::string link = home.file(name.front());
    fs::create_symlink(fs::absolute(program), link);
    return link;
}

std::string wrong_number(const char* what, long wanted, long got) {
    if (wanted == got)
        return "";
    return "  " + std::string{what} + " should be " + std::to_string(wanted) + " and is " + std::to_string(got) + "\n";
}

// What is done one after the other, and what is printed on the way.
class Play {
  public:
    Play(Run first, const Home& home, std::atomic<bool>& down) : run_(std::move(first)), home_(home), down_(down) {}

    int once() {
        const int status = run(run_);
        output += home_.read("stdout");
        errors += home_.read("stderr");
        return status;
    }
    void forget() { output = errors = ""; }
    // A line of `then`; what was wrong with it.
    std::string act(const std::string& line) {
        if (line == "up" || line == "down") {
            down_ = line == "down";
            return "";
        }
        std::istringstream words{line};
        int wanted = 0;
        words >> wanted;
        run_.arguments.assign(std::istream_iterator<std::string>{words}, {});
        home_.write("stdin", "");
        const int status = once();
        return status == wanted ? "" : "  " + line + ": ended with " + std::to_string(status) + "\n";
    }

    std::string output, errors;

  private:
    Run run_;
    const Home& home_;
    std::atomic<bool>& down_;
};

int run_case(const std::string& program, const Case& the_case) {
    const Home home;
    TestCa authority;
    const CertificateFiles files = authority.leaf(Leaf::good);
    const ServerOptions options = server_options(the_case, home);
    ServerOptions closed = options;
    closed.replies["greeting"] = "421 4.3.2 closed for now";
    std::atomic<bool> down = the_case.text("down").has_value();
    long connections = 0; // both are the server's thread's until it has stopped
    std::string taken;
    FakeServer server{[&](Channel& channel) {
                          ++connections;
                          Receiver{channel, down ? closed : options, files,
                                   [&](const ReceivedMessage& message) { taken += text_of(message); }}
                              .run();
                      },
                      ListenAt{options.unix_path}};
    const Variables variables{
        {"{port}", std::to_string(server.port())}, {"{home}", home.path()}, {"{ca}", authority.ca_file()}};
    if (const auto config = the_case.text("config", variables))
        home.write("config/posthaste/config.toml", *config);
    copy_files(the_case, home, variables);
    home.write("stdin", the_case.text("stdin").value_or(""));
    home.write("stdout", "");
    home.write("stderr", "");

    Play play{{started_as(program, the_case, home), the_case.arguments(variables),
               environment(the_case, home, variables), home.path(), home.file("stdin"), home.file("stdout"),
               home.file("stderr"), the_case.text("stdin.closed").has_value()},
              home,
              down};
    int status = play.once();
    for (long left = the_case.number("runs", 1) - 1; left > 0 && status == the_case.number("status", 0); --left) {
        play.forget();
        status = play.once();
    }
    std::string wrong = wrong_number("status", the_case.number("status", 0), status);
    for (const std::string& line : the_case.lines("then", variables))
        wrong += play.act(line);
    server.stop();

    wrong += wrong_number("connections", the_case.number("connections", connections), connections);
    wrong += the_case.complaints("stdout", play.output, variables);
    wrong += the_case.complaints("stderr", play.errors, variables);
    wrong += the_case.complaints("message", taken, variables);
    wrong += the_case.complaints("log", home.read("mail.log"), variables);
    std::fputs(wrong.c_str(), stderr);
    return wrong.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
} // namespace

int main(int argc, char** argv) {
    if (argc != 3 || !fs::is_directory(argv[2])) {
        std::fputs("usage: cli_runner PROGRAM CASE\n", stderr);
        return 64;
    }
    const Case the_case{argv[2]};
    if (the_case.text("as.root") && ::geteuid() != 0) {
        std::puts("SKIP: what the case does is for files of root's alone");
        return 77;
    }
    return run_case(argv[1], the_case);
}
