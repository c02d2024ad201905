# SPDX-License-Identifier: MIT
"""What one small message costs in user instructions, nearly all of it starting up."""
from __future__ import annotations

import subprocess
from pathlib import Path

import certificates
from bench import Bench, Left, the_message
from clients import Client, Job
from dialogue import Offers
from measure import Counter, instruction_counter
from server import Server
from tables import Table


def measure(bench: Bench) -> tuple[list[Table], dict[str, object]]:
    found = instruction_counter()
    if not found:
        raise Left("instructions can be counted neither by perf stat (no counters) nor by valgrind (not installed)")
    counter, how = found
    columns = {"plain": ("plain", None), "TLS, one CA file": ("implicit", bench.certificates.root)}
    roots = certificates.with_system_roots(bench.certificates, bench.work)
    if roots:
        columns[f"TLS, a bundle of {roots[1]} roots"] = ("implicit", roots[0])
    table = Table("Start-up in millions of user instructions", [*columns, "TLS, resumed"],
                  {client.name: [] for client in bench.clients}, against=bench.name_against("msmtp"), places=1)
    table.notes.append(f"One small message over loopback, counted by {how}.")
    if not roots:
        table.notes.append("- this system has no bundle of roots where one is looked for")
    for client in bench.clients:
        for mode, trust in columns.values():
            table.rows[client.name].append(_count(bench, counter, client, mode, trust, table))
        table.rows[client.name].append(_count_resumed(bench, counter, client, table))
    return [table], {}


def _millions(counter: Counter, client: Client, job: Job, server: Server) -> float:
    try:
        count = counter(client, job)
    except subprocess.CalledProcessError as error:
        raise Left(f"{client.name} ended with {error.returncode}: {str(error.stderr)[-300:]}") from None
    the_message(client, server)
    if count is None:
        raise Left(f"{client.name}: no count was printed")
    return count / 1e6


def _count(bench: Bench, counter: Counter, client: Client, mode: str, trust: Path | None, table: Table) -> float | None:
    with bench.server(Offers(tls=mode)) as server:
        job = bench.job(server.port, bench.small_message(), mode, trust=trust)
        try:
            return _millions(counter, client, job, server)
        except Left as reason:
            table.notes.append(f"- {mode}: {reason}")
            return None


def _count_resumed(bench: Bench, counter: Counter, client: Client, table: Table) -> float | None:
    """A run that shares its state with those before, if the server says that they resume each other's session."""
    with bench.server(Offers(tls="implicit")) as server:
        job = bench.job(server.port, bench.small_message(), "implicit")
        try:
            bench.run(client, job, server)
            _, report = bench.run(client, job, server)
            return _millions(counter, client, job, server) if report.resumed else None
        except Left as reason:
            table.notes.append(f"- resumed: {reason}")
            return None

