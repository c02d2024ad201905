# SPDX-License-Identifier: MIT
"""The built program with a home, and so a queue, of its own."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT = 100.0  # seconds; nothing takes as long as that


@dataclass(frozen=True)
class Ended:
    status: int  # negative: by this signal
    err: str


def message(subject: str) -> bytes:
    return (f"Date: Wed, 25 Nov 2026 12:00:00 +0000\nMessage-ID: <{subject}@example.org>\nFrom: ann@example.org\n"
            f"Subject: {subject}\n\n" + f"text of {subject}\n" * 20).encode()


def arrived(subject: str) -> bytes:
    return message(subject).replace(b"\n", b"\r\n")


@dataclass(frozen=True)
class Program:
    path: Path
    home: Path

    def environment(self) -> dict[str, str]:
        home = str(self.home)
        return {"HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state", "TMPDIR": home,
                "PATH": os.environ["PATH"], "POSTHASTE_QUEUE": "on-failure", "TZ": "UTC", "LC_ALL": "C.UTF-8"}

    def submission(self, port: int, *words: str, recipients: Sequence[str] = ("bob@example.net",)) -> list[str]:
        return [str(self.path), "--server", f"smtp://127.0.0.1:{port}", "--tls", "none", "-f", "ann@example.org", *words,
                "--", *recipients]

    def start(self, command: Sequence[str], **more: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                env=self.environment(), cwd=self.home, **more)  # type: ignore[call-overload]

    def end(self, process: subprocess.Popen[bytes], text: bytes = b"") -> Ended:
        try:
            _, err = process.communicate(text, LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            _, err = process.communicate()
            return Ended(-9, err.decode() + "\n[it did not end]")
        return Ended(process.returncode, err.decode())

    def run(self, command: Sequence[str], text: bytes = b"") -> Ended:
        return self.end(self.start(command), text)

    def flush(self) -> Ended:
        return self.run([str(self.path), "-q"])

    def files(self, part: str) -> list[str]:
        directory = self.home / "state/posthaste/queue" / part
        return sorted(os.listdir(directory)) if directory.is_dir() else []

    def leftovers(self) -> list[str]:
        """In the queue, when nothing should be there any more."""
        return [f"{part}/{name}" for part in ("queue", "failed", "corrupt") for name in self.files(part)]
