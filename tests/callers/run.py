# SPDX-License-Identifier: MIT
"""run.py --posthaste PROGRAM [--only NAME]: calls the built program as other programs call sendmail, and compares envelope,
header, text, exit status and output with what must come of it (calls.py).
"""
from __future__ import annotations

import argparse
import dataclasses
import os
import pwd
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from calls import CALLS, FAILURES, Call
from dialogue import converse
from server import Message, Server

LIMIT = 60.0  # seconds; nothing takes as long as that
ADDED = ("Date", "Message-ID", "From")  # where the caller gave none
LABELS = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding")  # of 8-bit text without any
DROPPED = ("bcc", "return-path")
CONFIGURATION = """domain = "example.org"
[account.relay]
server = "{socket}"
queue = "never"
"""


@dataclasses.dataclass(frozen=True)
class Ended:
    status: int  # negative: by this signal
    output: str  # of both
    unread: bool  # the program ended without having read all


def octets(call: Call) -> bytes:
    header_end, text_end = call.ends
    header = "".join(line.replace("{at}", "") + header_end for line in call.header) + header_end
    return (header + call.text.replace("\n", text_end)).encode()


def name_of(line: str) -> str:
    return line.partition(":")[0].lower()


class Caller:
    def __init__(self, program: Path, home: Path) -> None:
        self.program = program
        self.home = home
        self.config = home / "posthaste/config.toml"
        self.config.parent.mkdir()
        self.config.write_text(CONFIGURATION.format(socket=home / "socket"))

    def run(self, call: Call) -> Ended:
        # Without an environment it is the user's own configuration that would count.
        words = [*(["-C", str(self.config)] if call.empty_environment else []), *call.words]
        home = str(self.home)
        environment = {} if call.empty_environment else {
            "HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home, "TMPDIR": home, "PATH": os.environ["PATH"]}
        if call.hello:
            return self._converse(call, words, environment)
        output = self.home / "output"
        with open(output, "w+b") as out:
            process = subprocess.Popen([call.argv0, *words], executable=self.program, stdin=subprocess.PIPE
                                       if call.stdin == "pipe" else self._stdin(call), stdout=out, stderr=out,
                                       env=environment, cwd="/", preexec_fn=_close_output if call.closed else None)
            unread = False
            if process.stdin:
                try:
                    process.stdin.write(octets(call))
                    process.stdin.close()
                except BrokenPipeError:
                    unread = True
            status = process.wait(LIMIT)
        return Ended(status, output.read_bytes().decode(), unread)

    def _converse(self, call: Call, words: list[str], environment: dict[str, str]) -> Ended:
        process = subprocess.Popen([call.argv0, *words], executable=self.program, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/")
        assert process.stdin and process.stdout
        wrong = converse(call, octets(call), process.stdin, process.stdout)
        rest, err = process.communicate(timeout=LIMIT)
        return Ended(process.returncode, wrong + (rest + err).decode(), False)

    def _stdin(self, call: Call) -> BinaryIO | socket.socket:
        if call.stdin == "socket":
            ours, theirs = socket.socketpair()
            with ours:
                ours.sendall(octets(call))
            return theirs
        stdin = tempfile.TemporaryFile(dir=self.home)
        stdin.write(octets(call))
        stdin.seek(0)
        return stdin


def _close_output() -> None:
    os.close(1)
    os.close(2)


def judge_end(call: Call, ended: Ended) -> Iterator[str]:
    if ended.status != call.status:
        yield f"status {ended.status}, not {call.status}"
    if bool(ended.output) != call.warns:
        yield "nothing was said" if call.warns else "something was said"
    if ended.unread:
        yield "it did not read its input to the end"


def judge_envelope(call: Call, message: Message, user: str) -> Iterator[str]:
    sender = call.sender.replace("{user}", user)
    if message.mail.split()[0] != sender or call.mail not in message.mail:
        yield f"MAIL FROM:{message.mail}, not {sender} {call.mail}"
    if sorted(each.split()[0] for each in message.rcpt) != sorted(call.recipients):
        yield f"RCPT TO:{message.rcpt}, not {call.recipients}"
    if any(call.rcpt not in each for each in message.rcpt):
        yield f"RCPT TO:{message.rcpt} without {call.rcpt}"


def judge_message(call: Call, message: Message) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", message.data):
        yield "a line that does not end in CRLF"
    head, _, body = message.data.decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    given = [line.replace("{at}", "@example.org") for line in call.header if name_of(line) not in DROPPED]
    names = {name_of(line) for line in given}
    if [line for line in lines if line in given] != given:
        yield "the header was changed"
    added = {name_of(line) for line in lines if line not in given}
    wanted = {name.lower() for name in ADDED} - names
    if not wanted <= added <= wanted | {name.lower() for name in LABELS}:
        yield f"added: {sorted(added)}"
    if len(lines) != len({name_of(line) for line in lines}):
        yield "a field is there twice"
    if body != (call.text if call.sent is None else call.sent).replace("\n", "\r\n"):
        yield "the text was changed"


def judge(call: Call, ended: Ended, messages: list[Message], user: str) -> list[str]:
    complaints = list(judge_end(call, ended))
    if len(messages) != (1 if call.status == 0 else 0):
        return [*complaints, f"{len(messages)} messages arrived"]
    for message in messages:
        complaints += [*judge_envelope(call, message, user), *judge_message(call, message)]
    return complaints


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posthaste", type=Path, required=True)
    parser.add_argument("--only", default="", help="the call of this name")
    options = parser.parse_args()
    user = pwd.getpwuid(os.getuid()).pw_name
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        caller = Caller(options.posthaste.resolve(), Path(directory))
        server = Server(Path(directory, "socket"))
        for call in [*CALLS, *FAILURES]:
            if options.only not in ("", call.name):
                continue
            server.refusal = "550 5.1.1 no such user" if call.status == 67 else ""
            ended = caller.run(call)
            messages = server.take()
            if complaints := judge(call, ended, messages, user):
                failed += 1
                print(f"{call.name}: {'; '.join(complaints)}\n{ended.output}", *messages)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
