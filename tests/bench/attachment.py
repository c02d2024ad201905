# SPDX-License-Identifier: MIT
"""A large file that the client makes a message of: time, CPU and memory of the client."""
from __future__ import annotations

import dataclasses
from pathlib import Path

from bench import Bench, Left
from clients import Client
from dialogue import Offers
from measure import Run
from tables import Table

WAYS = {"plain": "without TLS", "implicit": "over implicit TLS"}
COLUMNS = ["wall, ms", "CPU, ms", "peak RSS, MiB"]


def measure(bench: Bench) -> tuple[list[Table], dict[str, object]]:
    file = bench.attachment(bench.sizes[0])
    tables = [_table(bench, way, file) for way in WAYS]
    file.unlink()
    return tables, {}


def _table(bench: Bench, way: str, file: Path) -> Table:
    clients = [client for client in bench.clients if client.composes]
    title = f"An attachment of {bench.sizes[0]} MB {WAYS[way]}"
    table = Table(title, COLUMNS, against=bench.name_against("curl"), places=1)
    runs: dict[str, list[Run]] = {client.name: [] for client in clients}
    with bench.server(Offers(tls=way)) as server:
        for _ in range(bench.rounds):
            for client in clients:
                job = dataclasses.replace(bench.job(server.port, bench.small_text(), way), attachment=file)
                try:
                    result, report = bench.run(client, job, server)
                    _judge(client, report.taken.octets, file)
                    runs[client.name].append(result)
                except Left as reason:
                    table.notes.append(f"- {reason}")
    table.rows = {name: _row(runs[name]) for name in runs}
    table.notes.append(f"The least time and the highest peak of {bench.rounds} runs, the clients taking turns.")
    return table


def _row(runs: list[Run]) -> list[float | int | str | None]:
    if not runs:
        return [None] * len(COLUMNS)
    peak = max(run.peak for run in runs) / 1024
    return [min(run.wall for run in runs) * 1000, min(run.cpu for run in runs) * 1000, peak]


def _judge(client: Client, arrived: int, file: Path) -> None:
    """All of it must have arrived, in lines of base64 (57 octets in 76 digits and CRLF)."""
    least = file.stat().st_size // 57 * 78
    if arrived < least:
        raise Left(f"{client.name} sent {arrived} octets of at least {least}")
