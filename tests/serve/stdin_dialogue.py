# SPDX-License-Identifier: MIT
"""sendmail -bs: the dialogue of a program that started us."""
from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from client import ANN, BOB, account_at, written
from program import LIMIT, Program, arrived
from server import Server


def envelope(recipients: tuple[str, ...] = (BOB,)) -> list[bytes]:
    return [b"EHLO [127.0.0.1]\r\n", f"MAIL FROM:<{ANN}>\r\n".encode(),
            *[f"RCPT TO:<{each}>\r\n".encode() for each in recipients], b"DATA\r\n"]


class Dialogue:
    """Says something, and waits for the answer, as Symfony does."""

    def __init__(self, program: Program, *words: str) -> None:
        self.process = subprocess.Popen([str(program.path), *words, "-bs"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.environment(),
                                        cwd=program.home)
        self.replies = [self.reply()]

    def reply(self) -> str:
        assert self.process.stdout
        text = ""
        while True:
            line = self.process.stdout.readline().decode()
            text += line
            if not line or line[3:4] != "-":
                return text

    def say(self, text: bytes) -> str:
        assert self.process.stdin
        self.process.stdin.write(text)
        self.process.stdin.flush()
        self.replies.append(self.reply())
        return self.replies[-1]

    def end(self) -> tuple[int, str]:
        _, err = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, err.decode()


def one_after_the_other(path: Path, work: Path) -> list[str]:
    """Two messages in one dialogue: each is in the queue when it is answered, and both get to the relay."""
    program, server = Program(path, work), Server().up()
    dialogue = Dialogue(program, "-C", account_at(work, server.port))
    for subject in ("one", "two"):
        for text in envelope():
            dialogue.say(text)
        answer = dialogue.say(arrived(subject) + b".\r\n")
        if not answer.startswith("250 2.0.0 queued as "):
            return [f"the message was answered {answer!r}; before: {dialogue.replies}"]
    farewell = dialogue.say(b"QUIT\r\n")
    status, err = dialogue.end()
    found = [] if server.wait_for(2) else ["they did not arrive"]
    server.stop()
    if (status, err) != (0, "") or not farewell.startswith("221"):
        found.append(f"status {status}, {farewell!r}, stderr {err!r}")
    return found + [f"{subject} arrived as {server.contents.get(subject)!r}" for subject in ("one", "two")
                    if server.contents.get(subject) != arrived(subject)]


def killed_after_the_answer(path: Path, work: Path) -> list[str]:
    """What was answered 250 is in the queue, whatever comes then; what was not is nowhere."""
    program = Program(path, work)
    config = account_at(work, Server().port)  # nobody listens there
    dialogue = Dialogue(program, "-C", config, "-odq")
    for text in envelope():
        dialogue.say(text)
    answer = dialogue.say(arrived("kept") + b".\r\n")
    for text in envelope():
        dialogue.say(text)
    assert dialogue.process.stdin
    dialogue.process.stdin.write(arrived("half"))
    dialogue.process.stdin.flush()
    dialogue.process.send_signal(signal.SIGKILL)
    dialogue.process.communicate()
    found = [] if answer.startswith("250") else [f"answered {answer!r}"]
    if len(program.files("queue")) != 1:
        found.append(f"in the queue: {program.files('queue')}")
    return found


def cut_off(path: Path, work: Path) -> list[str]:
    """A message whose end did not come is dropped."""
    program = Program(path, work)
    dialogue = Dialogue(program, "-C", account_at(work, Server().port))
    for text in envelope():
        dialogue.say(text)
    assert dialogue.process.stdin
    dialogue.process.stdin.write(arrived("half") + b".\n")  # no CRLF: not the end of it
    dialogue.process.stdin.close()
    status = dialogue.process.wait(LIMIT)
    return [f"status {status}, {each}" for each in program.leftovers()]


def refused_at_once(path: Path, work: Path) -> list[str]:
    """With the queue switched off the client is told what the relay said, and nobody else."""
    program = Program(path, work)
    server = Server(answer_rcpt=lambda _, to: "250 2.1.5 fine" if to == BOB else "550 5.1.1 no such user").up()
    config = account_at(work, server.port)
    environment = program.environment() | {"POSTHASTE_QUEUE": "never"}
    found = []
    for recipients, code in (((BOB,), "250"), (("eve@example.net",), "550"), ((BOB, "eve@example.net"), "554")):
        text = b"".join(envelope(recipients)) + arrived(f"to {len(recipients)}") + b".\r\nQUIT\r\n"
        ended = subprocess.run([str(path), "-C", config, "-bs"], input=text, capture_output=True, env=environment,
                               cwd=work, timeout=LIMIT, check=False)
        last = ended.stdout.decode().splitlines()[-2]
        if not last.startswith(code) or (code != "250" and "no such user" not in last):
            found.append(f"{recipients}: {last}")
    server.stop()
    if server.times("to 1", BOB) != 1 or server.times("to 2", BOB) != 1 or program.leftovers():
        found.append(f"delivered {server.taken}, left {program.leftovers()}")
    return found


def nobody_is_left_waiting(path: Path, work: Path) -> list[str]:
    """The dialogue is over when it is over: what sends behind it keeps no pipe of the client's open."""
    program, server = Program(path, work), Server(gate="greeting").up()
    text = b"".join(envelope()) + arrived("behind") + b".\r\nQUIT\r\n"
    ended = subprocess.run([str(path), "-C", account_at(work, server.port), "-bs"], input=text, capture_output=True,
                           env=program.environment(), cwd=work, timeout=LIMIT, check=False)
    found = [] if ended.stdout.splitlines()[-1].startswith(b"221") else [f"{ended.stdout!r}"]
    if server.taken:
        found.append("it waited for the relay")
    server.opened.set()
    if not server.wait_for(1):
        found.append("it did not arrive")
    server.stop()
    return found


def wrong_word(path: Path, work: Path) -> list[str]:
    """A client who waits for a greeting is not waited for."""
    program = Program(path, work)
    process = subprocess.Popen([str(path), "-bs", "--no-such-option"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=program.environment(), cwd=work)
    status = process.wait(LIMIT)  # stdin is still open
    out, err = process.communicate()
    return [] if status == 64 and not out and b"--no-such-option" in err else [f"status {status}, {out!r}, {err!r}"]


def local_mailbox(path: Path, work: Path) -> list[str]:
    """Mail that nobody can deliver is kept and told of; recipients that only an alias may have are refused."""
    program = Program(path, work)
    text = (b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<\"|/bin/sh\">\r\nRCPT TO:</etc/passwd>\r\nDATA\r\nQUIT\r\n")
    ended = subprocess.run([str(path), "-bs"], input=text, capture_output=True, env=program.environment(), cwd=work,
                           timeout=LIMIT, check=False)
    codes = [line[:3] for line in ended.stdout.decode().splitlines() if line[3:4] != "-"]
    return [] if codes[3:5] == ["550", "550"] and codes[5][0] == "5" else [f"{ended.stdout!r}"]


def aliases(path: Path, work: Path) -> list[str]:
    """Nobody is dropped behind a 250: whom the aliases refuse is refused by name, who is discarded is taken."""
    program, server = Program(path, work), Server().up()
    written(work, "aliases", 'fail: :fail: go away\nhole: /dev/null\nroot: ann@example.net\n'
                             'half: "|/bin/true", carol@example.net\n')
    config = account_at(work, server.port)
    written(work, "config.toml", f'aliases = "{work}/aliases"\n' + Path(config).read_text())
    found = []
    for recipients, codes in ((("fail", "root"), ["550", "250", "354", "250"]), (("fail",), ["550", "554"]),
                              (("hole",), ["250", "354", "250"]), (("hole", "fail"), ["250", "550", "354", "250"]),
                              (("half",), ["250", "354", "554"])):
        dialogue = Dialogue(program, "-C", config)
        for text in envelope(recipients):
            dialogue.say(text)
        if dialogue.replies[-1].startswith("354"):
            dialogue.say(arrived("to " + recipients[-1]) + b".\r\n")
        said = [each[:3] for each in dialogue.replies[3:]]
        dialogue.say(b"QUIT\r\n")
        dialogue.end()
        found += [] if said == codes else [f"{recipients}: {dialogue.replies[3:]}"]
    found += [] if server.wait_for(2) else ["what was taken did not arrive"]
    server.stop()
    if set(server.taken) != {("to root", "ann@example.net"), ("to half", "carol@example.net")}:
        found.append(f"{server.taken}")
    return found + program.leftovers()


CASES = [aliases, one_after_the_other, killed_after_the_answer, cut_off, refused_at_once, nobody_is_left_waiting, wrong_word,
         local_mailbox]
