# SPDX-License-Identifier: MIT
"""Clients of a server that is ours: by smtplib where a well-behaved one will do, by hand where the octets matter."""
from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from program import LIMIT, Program

ANN, BOB = "ann@example.org", "bob@example.net"


class UnixSmtp(smtplib.SMTP):
    """smtplib over a unix socket: the host is its path."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # type: ignore[override]
        stream = socket.socket(socket.AF_UNIX)
        stream.settimeout(timeout)
        stream.connect(host)
        return stream


def by_unix(path: Path) -> UnixSmtp:
    return UnixSmtp(str(path), local_hostname="client.example", timeout=LIMIT)


def by_tcp(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", port, local_hostname="client.example", timeout=LIMIT)


def raw(port: int) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port), LIMIT)
    stream.settimeout(LIMIT)
    return stream


def read_to_end(stream: socket.socket) -> bytes:
    text = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := stream.recv(65536):
            text += piece
    return text


class Serving:
    """A running `posthaste serve`; its words are read to their end when it is stopped."""

    def __init__(self, program: Program, words: Sequence[str], **more: object) -> None:
        self.process = subprocess.Popen([str(program.path), "serve", *words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.environment(),
                                        cwd=program.home, **more)  # type: ignore[call-overload]
        self.places: list[str] = []
        self.err = ""
        self.out = b""

    def listens(self, count: int = 1) -> Serving:
        assert self.process.stderr
        while len(self.places) < count:
            line = self.process.stderr.readline().decode()
            if not line:
                raise RuntimeError(f"it does not listen: {self.err}")
            self.err += line
            if ": listening at " in line:
                self.places.append(line.rpartition(" ")[2].strip())
        return self

    @property
    def port(self) -> int:
        return int(self.places[0].rpartition(":")[2])

    def stop(self, by: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        out, err = self.process.communicate(timeout=LIMIT)
        self.out += out
        self.err += err.decode()
        return self.process.returncode


@contextlib.contextmanager
def serving(program: Program, *words: str, count: int = 1, **more: object) -> Iterator[Serving]:
    service = Serving(program, words, **more)
    try:
        yield service.listens(count)
    finally:
        service.stop()


def settle(program: Program) -> None:
    """Waits until nothing is sent behind anybody's back: whoever does so holds a lock."""
    for lock in sorted((program.home / "state/posthaste/queue").glob("*.lock")):
        with open(lock, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def written(directory: Path, name: str, text: str, mode: int = 0o600) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.chmod(path, mode)
    return path


def account_at(home: Path, port: int, more: str = "", queue: str = "on-failure") -> str:
    """A configuration's path: one account, at that port."""
    return str(written(home, "config.toml", f'domain = "example.org"\n[account.relay]\nserver = '
                       f'"smtp://127.0.0.1:{port}"\ntls = "none"\nqueue = "{queue}"\n{more}'))
