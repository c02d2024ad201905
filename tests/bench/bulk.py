# SPDX-License-Identifier: MIT
"""A large ready message over TLS: time, CPU and memory of the client."""
from __future__ import annotations

from pathlib import Path

from bench import Bench, Left
from clients import Client
from dialogue import Offers
from measure import Run
from tables import Table


def measure(bench: Bench) -> tuple[list[Table], dict[str, object]]:
    return [_table(bench, megabytes) for megabytes in bench.sizes], {}


def _table(bench: Bench, megabytes: int) -> Table:
    clients = [client for client in bench.clients if client.large_messages]
    columns = ["CPU, ms", "MB per CPU second", "peak RSS, MiB", "wall, ms"]
    table = Table(f"A ready message of {megabytes} MB over implicit TLS", columns, against=bench.name_against("floor"),
                  places=1)
    for name, runs in _runs(bench, clients, megabytes, table).items():
        table.rows[name] = _row(runs, megabytes) if runs else [None] * len(columns)
    table.notes += [f"The least CPU and the highest peak of {bench.rounds} runs, the clients taking turns.",
                    "Wall time is the fastest and the slowest run: it is the server's and the machine's as well.", ""]
    table.notes += [f"- {client.name}: {client.note}" for client in bench.clients if not client.large_messages]
    return table


def _row(runs: list[Run], megabytes: int) -> list[float | int | str | None]:
    cpu = min(run.cpu for run in runs)
    walls = [run.wall * 1000 for run in runs]
    peak = max(run.peak for run in runs) / 1024
    return [cpu * 1000, megabytes / cpu, peak, f"{min(walls):.0f} to {max(walls):.0f}"]


def _runs(bench: Bench, clients: list[Client], megabytes: int, table: Table) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {client.name: [] for client in clients}
    message = bench.large_message(megabytes)
    with bench.server(Offers(tls="implicit")) as server:
        for _ in range(bench.rounds):
            for client in clients:
                try:
                    result, report = bench.run(client, bench.job(server.port, message, "implicit"), server)
                    _judge(client, report.taken.octets, message)
                    runs[client.name].append(result)
                except Left as reason:
                    table.notes.append(f"- {reason}")
    message.unlink()
    return runs


def _judge(client: Client, arrived: int, message: Path) -> None:
    """All of it must have arrived, each line with the CR that it lacks in the file."""
    with message.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    sent = message.stat().st_size + lines
    if arrived < sent:
        raise Left(f"{client.name} sent {arrived} octets of {sent}")
