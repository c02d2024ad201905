// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "queue_install.hpp"
#include "queue_units.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <posthaste/base/io.hpp>

#include <filesystem>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* commands_left = "systemctl --user daemon-reload\n"
                                      "systemctl --user enable --now posthaste-queue.timer\n";

// A home without systemd, in which no systemctl but the test's own is found.
class QueueInstallTest : public testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
    [[nodiscard]] std::string unit_path(const std::string& name) const { return site_.unit_directory + "/" + name; }
    [[nodiscard]] static std::string text_of(const std::string& path) {
        const auto text = read_file(path, 65536);
        return text ? *text : "none: " + text.error().message;
    }
    [[nodiscard]] std::string service() const { return text_of(unit_path("posthaste-queue.service")); }
    [[nodiscard]] std::string timer() const { return text_of(unit_path("posthaste-queue.timer")); }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> found;
        if (std::filesystem::exists(site_.unit_directory)) {
            for (const auto& entry : std::filesystem::directory_iterator(site_.unit_directory))
                found.push_back(entry.path().filename());
        }
        return found;
    }
    void put(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(site_.unit_directory);
        std::ofstream(unit_path(name), std::ios::binary) << text;
    }

    ExitStatus install(const QueueInstallOptions& options = {}) {
        output_.text.clear();
        errors_.text.clear();
        return install_queue_timer(options, site_, {files_, output_, errors_});
    }

    // Writes down what it is told, and fails at `failing`.
    void have_systemctl(const std::string& failing = "nothing") const {
        (void)directory_.file(
            "bin/systemctl",
            "#!/bin/sh\necho \"$*\" >>'" + path("told") + "'\ncase $* in *" + failing + "*) exit 1;; esac\n", 0700);
    }
    void have_manager() {
        std::filesystem::create_directories(path("run/systemd"));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto socket_path = path("run/systemd/private");
        ASSERT_LT(socket_path.size(), sizeof address.sun_path);
        socket_path.copy(static_cast<char*>(address.sun_path), socket_path.size());
        manager_ = Fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        ASSERT_EQ(::bind(manager_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    [[nodiscard]] std::string told() const { return text_of(path("told")); }

    config::TemporaryDirectory directory_;
    config::Variable path_{"PATH", directory_.path() + "/bin"};
    InstallSite site_{"/opt/posthaste", directory_.path() + "/config/systemd/user", directory_.path() + "/run"};
    SystemFileOps files_;
    StringSink output_, errors_;
    Fd manager_;
};

TEST_F(QueueInstallTest, WritesTheUnitsAndLeavesTheCommands) {
    EXPECT_EQ(install(), ExitStatus::ok);
    const auto units = queue_units("/opt/posthaste").value();
    EXPECT_EQ(service(), sealed(units[0].text).value());
    EXPECT_EQ(timer(), sealed(units[1].text).value());
    EXPECT_EQ(names().size(), 2U);
    EXPECT_EQ(output_.text, commands_left);
    EXPECT_THAT(errors_.text, AllOf(HasSubstr("wrote " + unit_path("posthaste-queue.service") + "\n"),
                                    HasSubstr("wrote " + unit_path("posthaste-queue.timer") + "\n")));
    struct stat made{};
    ASSERT_EQ(::stat(path("config").c_str(), &made), 0);
    EXPECT_EQ(made.st_mode & 0777U, 0700U);
}

TEST_F(QueueInstallTest, SaysLessWhenQuiet) {
    EXPECT_EQ(install({.quiet = true}), ExitStatus::ok);
    EXPECT_EQ(errors_.text, "");
    EXPECT_EQ(output_.text, commands_left);
}

TEST_F(QueueInstallTest, SwitchesTheTimerOnWhereTheManagerRuns) {
    have_systemctl();
    have_manager();
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_EQ(told(), "--user daemon-reload\n--user enable --now posthaste-queue.timer\n");
    EXPECT_EQ(output_.text, "");
    EXPECT_THAT(errors_.text, HasSubstr("posthaste-queue.timer is on"));
    EXPECT_EQ(install({.quiet = true}), ExitStatus::ok);
    EXPECT_EQ(output_.text + errors_.text, "");
}

TEST_F(QueueInstallTest, RunsNothingWithoutTheUsersManager) {
    have_systemctl();
    EXPECT_EQ(install(), ExitStatus::ok);
    (void)directory_.file("run/systemd/private", "no socket");
    EXPECT_EQ(install(), ExitStatus::ok);
    site_.runtime_directory = "";
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_EQ(output_.text, commands_left);
    EXPECT_FALSE(std::filesystem::exists(path("told")));
}

TEST_F(QueueInstallTest, RunsNothingForAnotherUser) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a socket away";
    have_systemctl();
    have_manager();
    ASSERT_EQ(::chown(path("run/systemd/private").c_str(), 12345, 12345), 0);
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_EQ(output_.text, commands_left);
    EXPECT_FALSE(std::filesystem::exists(path("told")));
}

TEST_F(QueueInstallTest, LeavesTheCommandsWithoutSystemctl) {
    have_manager();
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_EQ(output_.text, commands_left);
}

TEST_F(QueueInstallTest, SaysWhichCommandFailed) {
    have_systemctl("enable");
    have_manager();
    EXPECT_EQ(install({.quiet = true}), ExitStatus::unavailable);
    EXPECT_THAT(
        errors_.text,
        StartsWith("posthaste: \"systemctl --user enable --now posthaste-queue.timer\" failed; mail that waits"));
    have_systemctl("daemon-reload");
    std::filesystem::remove(path("told"));
    EXPECT_EQ(install({.quiet = true}), ExitStatus::unavailable);
    EXPECT_EQ(told(), "--user daemon-reload\n");
}

TEST_F(QueueInstallTest, LeavesWhatIsThereAlready) {
    EXPECT_EQ(install(), ExitStatus::ok);
    const auto before = std::filesystem::last_write_time(unit_path("posthaste-queue.service"));
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_THAT(errors_.text, Not(HasSubstr("wrote")));
    EXPECT_EQ(std::filesystem::last_write_time(unit_path("posthaste-queue.service")), before);
    EXPECT_EQ(output_.text, commands_left);
    // one that was copied from the installed ones is right, too
    const auto copied = queue_units("/opt/posthaste").value()[0].text;
    put("posthaste-queue.service", copied);
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_EQ(service(), copied);
}

TEST_F(QueueInstallTest, ReplacesItsOwnEarlierUnits) {
    EXPECT_EQ(install(), ExitStatus::ok);
    site_.program = "/usr/bin/posthaste";
    EXPECT_EQ(install(), ExitStatus::ok);
    EXPECT_THAT(service(), HasSubstr("\nExecStart=/usr/bin/posthaste queue run\n"));
    EXPECT_THAT(errors_.text, AllOf(HasSubstr("wrote " + unit_path("posthaste-queue.service")),
                                    Not(HasSubstr("wrote " + unit_path("posthaste-queue.timer")))));
    EXPECT_EQ(names().size(), 2U);
}

TEST_F(QueueInstallTest, NeverOverwritesWhatAPersonChanged) {
    EXPECT_EQ(install(), ExitStatus::ok);
    auto changed = timer();
    changed.replace(changed.find("*:0/5"), 5, "hourly");
    put("posthaste-queue.timer", changed);
    const auto service_before = service();
    have_systemctl();
    have_manager();
    site_.program = "/usr/bin/posthaste"; // so that the service should be replaced
    EXPECT_EQ(install({.quiet = true}), ExitStatus::cannot_create);
    EXPECT_EQ(timer(), changed);
    EXPECT_EQ(service(), service_before);
    EXPECT_EQ(errors_.text,
              "posthaste: " + unit_path("posthaste-queue.timer") +
                  " was changed or made by somebody else, and is left as it is: remove it, or compare it with what "
                  "--print shows\n");
    EXPECT_EQ(output_.text, "");
    EXPECT_FALSE(std::filesystem::exists(path("told")));
}

TEST_F(QueueInstallTest, NeverOverwritesWhatIsNoFileOfItsOwn) {
    const auto expect_refused = [&] {
        EXPECT_EQ(install(), ExitStatus::cannot_create) << errors_.text;
        EXPECT_EQ(names().size(), 1U);
    };
    std::filesystem::create_directories(site_.unit_directory);
    const auto timer_path = unit_path("posthaste-queue.timer");
    for (const auto& target : {std::string("/dev/null"), path("nowhere")}) { // masked by systemctl; dangling
        std::filesystem::create_symlink(target, timer_path);
        expect_refused();
        EXPECT_EQ(std::filesystem::read_symlink(timer_path), target);
        std::filesystem::remove(timer_path);
    }
    ASSERT_EQ(::mkfifo(timer_path.c_str(), 0600), 0); // reading it would wait for ever
    expect_refused();
    std::filesystem::remove(timer_path);
    std::filesystem::create_directory(timer_path);
    expect_refused();
    std::filesystem::remove(timer_path);
    // an earlier one of ours, kept elsewhere: the link is somebody's arrangement
    const auto elsewhere = directory_.file("dotfiles/timer", sealed("[Timer]\n").value());
    std::filesystem::create_symlink(elsewhere, timer_path);
    expect_refused();
    EXPECT_EQ(text_of(elsewhere), sealed("[Timer]\n").value());
}

TEST_F(QueueInstallTest, PrintsAndDoesNothing) {
    have_systemctl();
    have_manager();
    EXPECT_EQ(install({.print = true}), ExitStatus::ok);
    const auto units = queue_units("/opt/posthaste").value();
    EXPECT_EQ(output_.text, "# " + unit_path("posthaste-queue.service") + ", to be written:\n" +
                                sealed(units[0].text).value() + "\n# " + unit_path("posthaste-queue.timer") +
                                ", to be written:\n" + sealed(units[1].text).value() + "\n# then:\n" + commands_left +
                                "\n# or in place of all that:\n" + queue_crontab("/opt/posthaste"));
    EXPECT_EQ(errors_.text, "");
    EXPECT_FALSE(std::filesystem::exists(path("config")));
    EXPECT_FALSE(std::filesystem::exists(path("told")));
}

TEST_F(QueueInstallTest, PrintsWhatIsThere) {
    put("posthaste-queue.service", sealed("[Service]\n").value());
    put("posthaste-queue.timer", "[Timer]\n");
    EXPECT_EQ(install({.print = true}), ExitStatus::ok);
    EXPECT_THAT(output_.text, HasSubstr("posthaste-queue.service, to be replaced: an earlier one of ours is there:\n"));
    EXPECT_THAT(output_.text, HasSubstr("posthaste-queue.timer, not to be written: one that was changed"));
    EXPECT_EQ(timer(), "[Timer]\n");
}

TEST_F(QueueInstallTest, RefusesAPathThatSystemdRefuses) {
    site_.program = "/opt/it's/posthaste";
    EXPECT_EQ(install(), ExitStatus::cannot_create);
    EXPECT_THAT(errors_.text, HasSubstr("/opt/it's/posthaste"));
    EXPECT_FALSE(std::filesystem::exists(path("config")));
}

// Whichever operation fails: what is there is whole, nothing else is left, and the status says that it failed.
TEST_F(QueueInstallTest, LeavesNothingHalfWritten) {
    const auto units = queue_units("/opt/posthaste").value();
    const auto older = sealed("[Timer]\n").value();
    for (int fail_at = 1;; ++fail_at) {
        std::filesystem::remove_all(path("config"));
        put("posthaste-queue.timer", older);
        delivery::FailingFileOps failing(fail_at, ENOSPC);
        const auto status = install_queue_timer({}, site_, {failing, output_, errors_});
        if (!failing.failed()) {
            EXPECT_EQ(status, ExitStatus::ok);
            EXPECT_GT(fail_at, 10);
            break;
        }
        EXPECT_NE(status, ExitStatus::ok) << failing.calls().back();
        EXPECT_THAT(names(), Each(Not(StartsWith(".")))) << fail_at;
        EXPECT_THAT(timer(), testing::AnyOf(older, sealed(units[1].text).value())) << fail_at;
        if (names().size() == 2) {
            EXPECT_EQ(service(), sealed(units[0].text).value()) << fail_at;
        }
    }
}

TEST(InstallSite, IsThisProgramAndTheUsersDirectories) {
    const config::Variable runtime("XDG_RUNTIME_DIR", "/run/user/1");
    {
        const config::Variable configured("XDG_CONFIG_HOME", "/elsewhere/config");
        const auto site = find_install_site(ann()).value();
        EXPECT_EQ(site.program, std::filesystem::read_symlink("/proc/self/exe"));
        EXPECT_EQ(site.unit_directory, "/elsewhere/config/systemd/user");
        EXPECT_EQ(site.runtime_directory, "/run/user/1");
    }
    auto nobody = ann();
    nobody.home.clear();
    for (const std::optional<std::string>& unusable : {std::optional<std::string>{}, {"relative"}, {""}}) {
        const config::Variable configured("XDG_CONFIG_HOME", unusable);
        EXPECT_EQ(find_install_site(ann()).value().unit_directory, "/nonexistent/.config/systemd/user");
        EXPECT_EQ(find_install_site(nobody).error().kind, ErrorKind::cannot_create);
    }
}

// As the command runs it: by the environment, on the real descriptors.
TEST(QueueInstall, GoesIntoTheConfigurationDirectory) {
    const config::TemporaryDirectory directory;
    const config::Variable configured("XDG_CONFIG_HOME", directory.path());
    const config::Variable runtime("XDG_RUNTIME_DIR", std::nullopt);
    testing::internal::CaptureStdout();
    const auto status = install_queue_timer(QueueInstallOptions{.quiet = true});
    EXPECT_EQ(testing::internal::GetCapturedStdout(), commands_left);
    EXPECT_EQ(status, ExitStatus::ok);
    const auto service = read_file(directory.path() + "/systemd/user/posthaste-queue.service", 65536);
    ASSERT_TRUE(service) << service.error().message;
    EXPECT_TRUE(has_whole_seal(*service));
}

} // namespace
} // namespace posthaste::app
