# SPDX-License-Identifier: MIT
"""What the parts of the benchmark have in common: the clients, a place to work, messages, servers."""
from __future__ import annotations

import itertools
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import certificates
import clients
from clients import Client, Job
from dialogue import Offers
from measure import Run, run
from server import Report, Server

HEAD = (f"Date: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <bench@example.org>\nFrom: <{clients.SENDER}>\n"
        "To: <recipient0@example.net>\nSubject: bench\nMIME-Version: 1.0\nContent-Type: text/plain\n")
LINE = "A line of text, as people write them.\n"
MODES = ("plain", "starttls", "implicit")


class Left(Exception):
    """A part, or a row of it, that cannot be had here; says why."""


@dataclass
class Bench:
    work: Path
    tools: Path
    clients: list[Client]
    against: str
    rounds: int
    round_trip: float
    sizes: list[int]  # in MB, of 1,000,000 octets
    _certificates: certificates.Certificates | None = None
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def certificates(self) -> certificates.Certificates:
        if not self._certificates:
            try:
                self._certificates = certificates.make(self.work / "certificates")
            except FileNotFoundError:
                raise Left("the program openssl, which makes certificates, is not installed") from None
            except subprocess.CalledProcessError as error:
                raise Left(f"openssl makes no certificate: {error.stderr.decode('utf-8', 'replace')[-300:]}") from None
        return self._certificates

    def tool(self, name: str) -> Path:
        path = self.tools / name
        if not path.is_file():
            raise Left(f"{name} is not in {self.tools}: build the target posthaste-bench, or name its place by --tools")
        return path

    def small_message(self) -> Path:
        path = self.work / "small"
        path.write_text(HEAD + "\n" + LINE)
        return path

    def small_text(self) -> Path:
        path = self.work / "text"
        path.write_text(LINE)
        return path

    def large_message(self, megabytes: int) -> Path:
        """Of lines as base64 has them."""
        path = self.work / f"large{megabytes}"
        line = b"QUJD" * 19 + b"\n"
        block = line * 10_000
        with path.open("wb") as file:
            left = megabytes * 1_000_000 - file.write(HEAD.encode() + b"Content-Transfer-Encoding: base64\n\n")
            while left > 0:
                left -= file.write(block[: (min(left, len(block)) + 76) // 77 * 77])
        return path

    def attachment(self, megabytes: int) -> Path:
        """Of octets that nobody takes for text."""
        path = self.work / f"attachment{megabytes}.bin"
        block = random.Random(1).randbytes(1_000_000)
        with path.open("wb") as file:
            for _ in range(megabytes):
                file.write(block)
        return path

    def home(self) -> Path:
        path = self.work / f"home{next(self._numbers)}"
        path.mkdir()
        return path

    def job(self, port: int, message: Path, tls: str = "plain", recipients: int = 1, trust: Path | None = None) -> Job:
        if tls != "plain" and not trust:
            trust = self.certificates.root
        return Job(self.home(), port, message, tls, trust or Path("/nonexistent"), recipients)

    def server(self, offers: Offers, counting: bool = False) -> Server:
        context = None if offers.tls == "plain" else self.certificates.context()
        return Server(offers, context, counting)

    def run(self, client: Client, job: Job, server: Server) -> tuple[Run, Report]:
        """One run that took the message to the server, and what the server saw of it."""
        result = run(self.tool("posthaste-bench-spawn"), client, job)
        if result.status != 0:
            raise Left(f"{client.name} ended with {result.status}: {result.complaint.strip()[:200]}")
        return result, the_message(client, server)

    def name_against(self, usual: str) -> str:
        names = [client.name for client in self.clients]
        return next((name for name in (self.against, usual, "floor") if name in names), "")


def the_message(client: Client, server: Server) -> Report:
    """The connection that took the one message."""
    took = [report for report in server.reports() if report.taken.messages]
    if len(took) != 1 or took[0].taken.messages != 1:
        raise Left(f"{client.name} did not send one message")
    return took[0]


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
