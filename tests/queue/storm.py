# SPDX-License-Identifier: MIT
"""Many who submit, and many who run the queue, at once: every recipient has every message once."""
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from program import Ended, Program, arrived, message
from server import Server

SUBMITTERS, AT_ONCE, RUNNERS = 100, 12, 8
MOST_ROUNDS = 200


class SlowToAccept:
    """Takes each of these recipients at the second time only."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, _subject: str, recipient: str) -> str:
        with self._lock:
            first = recipient.startswith("slow") and recipient not in self._seen
            self._seen.add(recipient)
        return "451 4.2.1 later" if first else "250 2.1.5 fine"


def recipients_of(number: int) -> tuple[str, ...]:
    return (f"bob{number}@example.net",) + ((f"slow{number}@example.net",) if number % 4 == 0 else ())


def run_until_empty(program: Program, all_in: threading.Event) -> list[Ended]:
    """What ended as it should not."""
    strange = []
    for _ in range(MOST_ROUNDS):
        last = all_in.is_set()
        ended = program.flush()
        if ended.status not in (0, 75):  # 75: something was deferred
            strange.append(ended)
        if last and not program.files("queue"):
            return strange
    return [*strange, Ended(-1, f"still in the queue: {program.files('queue')}")]


def submit(program: Program, port: int, number: int) -> Ended:
    command = program.submission(port, "-odq", recipients=recipients_of(number))
    return program.run(command, message(f"storm{number}"))


def complaints(path: Path, work: Path) -> list[str]:
    program = Program(path, work)
    server = Server(answer_rcpt=SlowToAccept()).up()
    all_in = threading.Event()
    with ThreadPoolExecutor(RUNNERS) as runners, ThreadPoolExecutor(AT_ONCE) as submitters:
        running = [runners.submit(run_until_empty, program, all_in) for _ in range(RUNNERS)]
        submitted = list(submitters.map(lambda number: submit(program, server.port, number), range(SUBMITTERS)))
        all_in.set()
        strange = [ended for runner in running for ended in runner.result()]
    server.stop()
    found = [f"status {ended.status}: {ended.err}" for ended in [*submitted, *strange] if ended in strange or ended.status]
    wanted = {(f"storm{number}", who): 1 for number in range(SUBMITTERS) for who in recipients_of(number)}
    for key in wanted.keys() | server.taken.keys():
        if server.taken[key] != wanted.get(key, 0):
            found.append(f"{key[0]} was delivered to {key[1]} {server.taken[key]} times")
    found += [f"{subject} is not what was sent" for subject, content in server.contents.items()
              if content != arrived(subject)]
    return found + program.leftovers()
