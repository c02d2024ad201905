# SPDX-License-Identifier: MIT
"""Wall time when the server is a round trip away."""
from __future__ import annotations

from bench import Bench, Left
from clients import Client
from dialogue import Offers
from proxy import DelayProxy
from tables import Table

CASES = (("plain", 1), ("starttls", 1), ("implicit", 1), ("implicit", 100))


def measure(bench: Bench) -> tuple[list[Table], dict[str, object]]:
    columns = [mode if recipients == 1 else f"{mode}, {recipients} recipients" for mode, recipients in CASES]
    table = Table(f"Wall time in ms, {bench.round_trip * 1000:.0f} ms away", columns,
                  {client.name: [] for client in bench.clients}, against=bench.name_against("floor"))
    for mode, recipients in CASES:
        times = _times(bench, mode, recipients, table)
        for name, row in table.rows.items():
            row.append(min(times[name]) * 1000 if times[name] else None)
    table.notes.append(f"The fastest of {bench.rounds} runs, the clients taking turns: what disturbs a run only adds.")
    return [table], {}


def _times(bench: Bench, mode: str, recipients: int, table: Table) -> dict[str, list[float]]:
    """By client. Each round runs every client, so that what disturbs the machine disturbs them alike."""
    times: dict[str, list[float]] = {client.name: [] for client in bench.clients}
    failed: set[str] = set()
    with bench.server(Offers(tls=mode)) as server, DelayProxy(server.port, bench.round_trip) as proxy:
        for _ in range(bench.rounds):
            for client in _still_trying(bench.clients, failed):
                job = bench.job(proxy.port, bench.small_message(), mode, recipients)
                try:
                    result, _ = bench.run(client, job, server)
                    times[client.name].append(result.wall)
                except Left as reason:
                    failed.add(client.name)
                    table.notes.append(f"- {mode}: {reason}")
    return times


def _still_trying(clients: list[Client], failed: set[str]) -> list[Client]:
    return [client for client in clients if client.name not in failed]
