# SPDX-License-Identifier: MIT
"""Runs the built program on one message, with a home of its own and no more memory than it may take."""
from __future__ import annotations

import os
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from server import LIMIT

USER = "ann"
PASSWORD = "correct horse battery"
RECIPIENTS = ("bob@example.net", "carol@example.net")
LARGE_BYTES = 32_000_000  # more than the kernel buffers, so that most of it is still here when the server acts


@dataclass(frozen=True)
class Ended:
    status: int  # negative: by this signal
    by_itself: bool
    out: bytes
    err: bytes


@dataclass(frozen=True)
class Program:
    path: Path
    work: Path  # private; holds the messages
    authority: Path
    memory_mib: int  # of address space; 0: as much as it likes

    def prepare(self) -> None:
        head = b"From: ann@example.org\nTo: bob@example.net\nSubject: hostile\n\n"
        (self.work / "small").write_bytes(head + b"one line\n")
        line = b"x" * 70 + b"\n"
        (self.work / "large").write_bytes(head + line * (LARGE_BYTES // len(line)))
        password = self.work / "password"
        password.write_text(PASSWORD + "\n")
        password.chmod(0o600)

    def arguments(self, port: int, patience: int, nature_tls: str, mechanism: str, lmtp: bool) -> list[str]:
        user = USER + "@" if mechanism else ""
        words = ["--server", f"{'lmtp' if lmtp else 'smtp'}://{user}127.0.0.1:{port}", "--tls", nature_tls]
        if mechanism:
            words += ["--auth", mechanism, "--password-file", str(self.work / "password")]
        words += ["--tls-ca", str(self.authority)] if nature_tls != "none" else []
        return [*words, *self.common(patience)]

    def common(self, patience: int) -> list[str]:
        return ["--timeout", str(patience), "--no-queue", "--from", "ann@example.org", "--trace", "--json"]

    def run(self, name: str, arguments: list[str], message: str) -> Ended:
        home = self.work / name
        home.mkdir()
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TMPDIR": str(self.work),
                       "POSTHASTE_QUEUE": "never"}
        with (open(self.work / message, "rb") as stdin, open(home / "out", "w+b") as out,
              open(home / "err", "w+b") as err):
            process = subprocess.Popen([*self._limited(), str(self.path), *arguments], stdin=stdin, stdout=out,
                                       stderr=err, env=environment, cwd=home)
            late = threading.Event()
            watch = threading.Timer(LIMIT / 2, _end, (process, late))
            watch.start()
            status = process.wait()
            watch.cancel()
            out.seek(0)
            err.seek(0)
            return Ended(status, not late.is_set(), out.read(), err.read())

    def _limited(self) -> list[str]:
        """The figure that getrusage() has for a child begins with that of its parent: a limit tells more."""
        return ["sh", "-c", f'ulimit -v {self.memory_mib * 1024} && exec "$@"', "sh"] if self.memory_mib else []


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()
