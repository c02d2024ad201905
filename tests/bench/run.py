#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures posthaste beside a bare client and the mail senders of this machine.

  cmake -S . -B build/release && cmake --build build/release --target posthaste-bench
  tests/bench/run.py --posthaste build/release/posthaste

Parts: flights (round trips), wall (time when the server is far), startup (user instructions), bulk (large messages),
attachment (a large file that the client makes a message of).
docs/performance.md has figures and says what they mean.
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import attachment  # noqa: E402
import bulk  # noqa: E402
import clients  # noqa: E402
import document  # noqa: E402
import flights  # noqa: E402
import startup  # noqa: E402
import wall  # noqa: E402
from bench import Bench, Left, tell  # noqa: E402
from tables import Table  # noqa: E402

PARTS = {"flights": flights.measure, "wall": wall.measure, "startup": startup.measure, "bulk": bulk.measure,
         "attachment": attachment.measure}
SKIPPED = 77


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posthaste", required=True, type=Path, metavar="BINARY")
    parser.add_argument("--parts", default=",".join(PARTS), help="default: %(default)s")
    parser.add_argument("--peers", default=",".join(clients.PEERS), help="default: %(default)s, if they are there")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="a peer that is not on PATH")
    parser.add_argument("--tools", type=Path, metavar="DIRECTORY",
                        help="where posthaste-bench-floor and -spawn are (default: beside BINARY)")
    parser.add_argument("--against", default="", metavar="NAME",
                        help="the client whose figures are 1.00 (default: msmtp for startup, curl for attachment; "
                             "where that is not there, floor)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each client (default: %(default)s)")
    parser.add_argument("--round-trip", type=float, default=50, metavar="MS", help="for wall (default: %(default)s)")
    parser.add_argument("--sizes", default="100,200", metavar="MB",
                        help="for bulk; attachment has the first (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the tables into FILE (docs/performance.md)")
    parser.add_argument("--check", action="store_true",
                        help="only count posthaste's flights, and fail unless they are the fewest that are possible")
    return parser.parse_args()


def bench_for(options: argparse.Namespace, work: Path) -> Bench:
    binary = options.posthaste.absolute()
    if not binary.is_file():
        sys.exit(f"run.py: no program {binary}")
    tools = (options.tools or binary.parent).absolute()
    measured = [clients.Client("posthaste", binary, clients.posthaste, composes=True)]
    if not options.check:
        measured += peers(options, tools)
    sizes = [int(size) for size in options.sizes.split(",")]
    return Bench(work, tools, measured, options.against, options.rounds, options.round_trip / 1000, sizes)


def peers(options: argparse.Namespace, tools: Path) -> list[clients.Client]:
    found, absent = clients.find_peers(options.peers.split(","), dict(each.split("=", 1) for each in options.peer))
    if absent:
        tell(f"not installed here, so not measured: {', '.join(absent)}")
    floor = tools / "posthaste-bench-floor"
    if floor.is_file():
        found.insert(0, clients.Client("floor", floor, clients.floor))
    else:
        tell(f"posthaste-bench-floor is not in {tools}, so not measured: build the target posthaste-bench")
    return found


def check(bench: Bench) -> int:
    try:
        complaints = flights.check(bench, bench.clients[0])
    except Left as reason:
        print(f"SKIP: {reason}" if isinstance(reason, flights.Uncountable) else reason)
        return SKIPPED if isinstance(reason, flights.Uncountable) else 1
    print("\n".join(complaints) or "as few flights as the protocol allows")
    return 1 if complaints else 0


def measure(bench: Bench, parts: list[str]) -> dict[str, tuple[list[Table], dict[str, object]]]:
    results = {}
    for part in parts:
        tell(f"measuring: {part}")
        try:
            results[part] = PARTS[part](bench)
        except Left as reason:
            tell(f"left out: {part}: {reason}")
    return results


def show(results: dict[str, tuple[list[Table], dict[str, object]]], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps({part: {"tables": [table.as_object() for table in tables], **details}
                          for part, (tables, details) in results.items()}, indent=1))
    texts = {part: "\n".join(table.markdown() for table in tables) for part, (tables, _) in results.items()}
    if options.markdown:
        document.insert(options.markdown, texts)
    elif not options.json:
        print("\n".join(texts.values()), end="")


def main() -> int:
    options = arguments()
    parts = options.parts.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        sys.exit(f"run.py: no part {unknown[0]}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="posthaste-bench-") as work:
        bench = bench_for(options, Path(work))
        if options.check:
            return check(bench)
        show(measure(bench, parts), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
