# SPDX-License-Identifier: MIT
"""Flights: how often the server, having answered everything, waits for the client. A property of the client, so a
count and no timing."""
from __future__ import annotations

import subprocess
from dataclasses import asdict, dataclass

import stillness
from bench import MODES, Bench, Left
from clients import Client
from dialogue import Offers
from measure import TIME_LIMIT
from server import Report
from tables import Table

# What the server offers: P stands for PIPELINING, C for CHUNKING.
EXTENSIONS = {"P+C": (True, True), "P": (True, False), "none": (False, False)}

# What the protocol allows at best (docs/performance.md says why), for one recipient. Without PIPELINING each further
# one costs one flight more.
LEAST = {
    "plain": {"P+C": 2, "P": 3, "none": 6},
    "starttls": {"P+C": 6, "P": 7, "none": 10},
    "implicit": {"P+C": 5, "P": 6, "none": 9},
}


def least(mode: str, extensions: str, recipients: int) -> int:
    pipelining, _ = EXTENSIONS[extensions]
    return LEAST[mode][extensions] + (0 if pipelining else recipients - 1)


UNCOUNTABLE = "flights can be counted only where /proc tells of processes and connections, as on Linux"


class Uncountable(Left):
    """Nothing is wrong with the client; flights cannot be counted on this machine."""


@dataclass
class Count:
    mode: str
    extensions: str
    recipients: int
    flights: int
    trace: str
    violations: list[str]

    @property
    def least(self) -> int:
        return least(self.mode, self.extensions, self.recipients)

    def complaint(self) -> str:
        """Why this is not as good as it can be; empty when it is."""
        where = f"{self.mode}, {self.extensions}, {self.recipients} recipient(s)"
        if self.violations:
            return f"{where}: {self.violations[0]}: {self.trace}"
        return "" if self.flights == self.least else f"{where}: {self.flights} flights, not {self.least}: {self.trace}"


def _trace(reports: list[Report]) -> str:
    """As in `EHLO | MAIL RCPT*100 BDAT QUIT`."""
    flights = []
    for flight in (flight for report in reports for flight in report.flights):
        runs: list[tuple[str, int]] = []
        for event in flight:
            last, times = runs[-1] if runs else ("", 0)
            runs[-1:] = [(event, times + 1)] if last == event else [*runs[-1:], (event, 1)]
        flights.append(" ".join(name if times == 1 or name == "content" else f"{name}*{times}" for name, times in runs))
    return " | ".join(flights)


def count(bench: Bench, client: Client, mode: str, extensions: str, recipients: int) -> Count:
    pipelining, chunking = EXTENSIONS[extensions]
    with bench.server(Offers(pipelining, chunking, mode), counting=True) as server:
        job = bench.job(server.port, bench.small_message(), mode, recipients)
        with job.message.open("rb") as message:
            process = subprocess.Popen(client.command(job), env=job.environment(), stdin=message,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        server.client_is(process.pid)
        try:
            _, said = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Left(f"{client.name} did not end") from None
        if process.returncode != 0:
            complaint = said.decode("utf-8", "replace").strip()[:200]
            raise Left(f"{client.name} ended with {process.returncode}: {complaint}")
        reports = server.reports()
    if sum(report.taken.messages for report in reports) != 1:
        raise Left(f"{client.name} did not send one message")
    flights = sum(len(report.flights) for report in reports)
    violations = [violation for report in reports for violation in report.taken.violations]
    return Count(mode, extensions, recipients, flights, _trace(reports), violations)


def _must_be_countable() -> None:
    if not stillness.available():
        raise Uncountable(UNCOUNTABLE)


def cases() -> list[tuple[str, str]]:
    return [(mode, extensions) for mode in MODES for extensions in EXTENSIONS]


def check(bench: Bench, client: Client) -> list[str]:
    """Everything in which the client is not as good as the protocol allows."""
    _must_be_countable()
    counts = [count(bench, client, *case, recipients) for case in cases() for recipients in (1, 100)]
    return [complaint for complaint in (each.complaint() for each in counts) if complaint]


def measure(bench: Bench) -> tuple[list[Table], dict[str, object]]:
    _must_be_countable()
    columns = [f"{mode} {extensions}" for mode, extensions in cases()]
    table = Table("Flights, one recipient / a hundred where that differs", columns)
    table.notes.append("P: the server offers PIPELINING, C: CHUNKING. TLS is 1.3; inside it, AUTH PLAIN.")
    details: dict[str, object] = {}
    for client in bench.clients:
        table.rows[client.name] = []
        for mode, extensions in cases():
            try:
                counts = [count(bench, client, mode, extensions, recipients) for recipients in (1, 100)]
            except Left as reason:
                table.notes.append(f"- {mode}, {extensions}: {reason}")
                table.rows[client.name].append(None)
                continue
            details[f"{client.name}, {mode}, {extensions}"] = [asdict(each) for each in counts]
            broken = [each for each in counts if each.violations]
            table.notes += [f"- {client.name} breaks the rules: {each.complaint()}" for each in broken]
            table.rows[client.name].append(_both(*(each.flights for each in counts)))
    table.rows["the least possible"] = [_both(least(*case, 1), least(*case, 100)) for case in cases()]
    return [table], {"counts": details}


def _both(one: int, hundred: int) -> str | int:
    return one if one == hundred else f"{one}/{hundred}"
