# SPDX-License-Identifier: MIT
"""complete.py LISTING DIRECTORY: whether the pages describe every option and every key, and none that is not there.

LISTING is the program of the build that writes down what the tables of the command line and the configuration know. A
page describes what is tagged: ".It Fl -subject Ar text , Fl s Ar text" in a list, ".It Ic server" for a key.
"""
from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

Options = dict[str, set[str]]  # by command; "" is posthaste without one

# Sections of posthaste.toml(5), and where the keys of each are. The table itself may stand there, too.
KEY_SECTIONS = {"TOP LEVEL": "", "ACCOUNTS": "account.NAME.", "PASSWORDS": "account.NAME.password.",
                "ROUTES": "route.", "QUEUE": "queue.", "LOG": "log.", "SERVE": "serve."}


def ask(listing: str, what: str) -> list[str]:
    return subprocess.run([listing, what], check=True, capture_output=True, text=True).stdout.splitlines()


def known_options(listing: str) -> tuple[Options, Options]:
    """Those of each command with the ones behind it; and the commands behind each."""
    options: Options = defaultdict(set)
    commands: Options = defaultdict(set)
    for line in ask(listing, "options"):
        path, names, _ = line.split("\t")
        command, _, behind = path.partition(" ")
        options[command].update(names.split(",") if names else ())
        if behind:
            commands[command].add(behind)
    return options, commands


def items(page: Path) -> Iterator[tuple[str, str]]:
    """The section, or subsection, and the words of each tag."""
    section = ""
    for line in page.read_text().splitlines():
        if line.startswith((".Sh ", ".Ss ")):
            section = line[4:]
        elif line.startswith(".It "):
            yield section, line[4:]


def flags(words: str) -> list[str]:
    return ["-" + name for name in re.findall(r"(?:^|, )Fl (\S+)", words)]


def described(page: Path) -> tuple[Options, Options]:
    options: Options = defaultdict(set)
    commands: Options = defaultdict(set)
    for section, words in items(page):
        command = section.removeprefix("posthaste ") if section.startswith("posthaste ") else ""
        options[command].update(flags(words))
        if command and words.startswith("Cm "):
            commands[command].add(words.split()[1])
    return options, commands


def check_commands(listing: str, page: Path) -> Iterator[str]:
    options, commands = known_options(listing)
    told, told_commands = described(page)
    for command in options.keys() | told.keys():
        name = f"posthaste {command}".strip()
        # What is told of posthaste itself holds for the long options of commands.
        inherited = {option for option in told[""] if option.startswith("--")}
        for option in sorted(options[command] - told[command] - inherited):
            yield f"{page.name}: {name} {option} is not described"
        for option in sorted(told[command] - options[command]):
            yield f"{page.name}: {name} has no {option}"
        for missing in sorted(commands[command] ^ told_commands[command]):
            yield f"{page.name}: {name} {missing} is {'not described' if missing in commands[command] else 'no command'}"


def check_sendmail(listing: str, page: Path) -> Iterator[str]:
    """Every letter but -a, which only posthaste has; those of -b, -o and -O by what may follow."""
    options, _ = known_options(listing)
    letters = {option for option in options[""] if not option.startswith("--")} - {"-a"}
    told = {option for _, words in items(page) for option in flags(words)}
    for option in sorted(letters - {letter[:2] for letter in told}):
        yield f"{page.name}: {option} is not described"
    for option in sorted(told):
        if option[:2] not in letters or (len(option) > 2 and option[1] not in "bo"):
            yield f"{page.name}: there is no {option}"


def check_keys(listing: str, page: Path) -> Iterator[str]:
    known = set(ask(listing, "keys"))
    told = set()
    for section, words in items(page):
        if not words.startswith("Ic "):
            continue
        prefix = KEY_SECTIONS.get(section)
        key = words.split()[1]
        if prefix is None:
            yield f"{page.name}: section {section} has keys, and is not known to complete.py"
        elif prefix + key not in known and key == prefix.partition(".")[0]:
            told.add(key)
        else:
            told.add(prefix + key)
    tables = {key for key in known if any(each.startswith(key + ".") for each in told)}
    yield from (f"{page.name}: {key} is not described" for key in sorted(known - told - tables))
    yield from (f"{page.name}: there is no key {key}" for key in sorted(told - known))


def main() -> int:
    listing, directory = sys.argv[1], Path(sys.argv[2])
    complaints = [*check_commands(listing, directory / "posthaste.1"),
                  *check_sendmail(listing, directory / "sendmail.posthaste.1"),
                  *check_keys(listing, directory / "posthaste.toml.5")]
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
