# SPDX-License-Identifier: MIT
"""Signals while the server is silent: SIGTERM and SIGHUP put the message into the queue, SIGINT gives it up."""
from __future__ import annotations

import signal
from pathlib import Path

from program import Program, arrived, message
from server import PHASES, Server

WHO = "bob@example.net"
MANY = 20  # messages: 8 are enough for a second process


def kept(program: Program, server: Server, status: int, err: str) -> list[str]:
    """The message is in the queue, and goes by the next run."""
    found = []
    if status != 0 or "kept in the queue" not in err:
        found.append(f"status {status}: {err}")
    if len(program.files("queue")) != 1:
        found.append(f"in the queue: {program.files('queue')}")
    before = server.times("signalled", WHO)  # what the silent server got after all, the gate being open
    flushed = program.flush()
    server.settle()
    if flushed.status != 0:
        found.append(f"flush: status {flushed.status}: {flushed.err}")
    if server.times("signalled", WHO) != before + 1 or server.contents["signalled"] != arrived("signalled"):
        found.append(f"delivered {server.times('signalled', WHO)} times, {before} of them before")
    return found + program.leftovers()


def given_up(program: Program, server: Server, status: int, err: str) -> list[str]:
    found = [] if status != 0 else [f"status 0: {err}"]
    return found + program.leftovers()


def play(program: Program, which: signal.Signals, phase: str) -> list[str]:
    server = Server(gate=phase).up()
    process = program.start(program.submission(server.port))
    assert process.stdin
    process.stdin.write(message("signalled"))
    process.stdin.close()
    process.stdin = None
    if not server.at_gate.wait(60):
        process.kill()
        return [f"the client never came to {phase}: {program.end(process).err}"]
    process.send_signal(which)
    ended = program.end(process)
    server.opened.set()
    server.settle()
    judge = given_up if which == signal.SIGINT else kept
    found = judge(program, server, ended.status, ended.err)
    server.stop()
    return [f"{which.name} at {phase}: {each}" for each in found]


def stop_a_run(program: Program) -> list[str]:
    """A run that is large enough for several processes: all of them end when the first is told to."""
    subjects = [f"waiting{number}" for number in range(MANY)]
    server = Server(gate="greeting").up()
    found = [f"not queued: {ended.err}" for ended in
             (program.run(program.submission(server.port, "-odq"), message(subject)) for subject in subjects)
             if ended.status != 0]
    process = program.start([str(program.path), "-q"])
    if not server.at_gate.wait(60):
        found.append("the run never came to the server")
    process.send_signal(signal.SIGTERM)
    ended = program.end(process)
    if ended.status < 0 or len(program.files("queue")) != MANY:
        found.append(f"status {ended.status}, {len(program.files('queue'))} of {MANY} in the queue: {ended.err}")
    server.opened.set()
    flushed = program.flush()
    server.stop()
    found += [] if flushed.status == 0 else [f"flush: status {flushed.status}: {flushed.err}"]
    found += [f"{subject} was delivered {server.times(subject, WHO)} times" for subject in subjects
              if server.times(subject, WHO) != 1]
    return [f"a run: {each}" for each in [*found, *program.leftovers()]]


def complaints(path: Path, work: Path) -> list[str]:
    (work / "run").mkdir()
    found = stop_a_run(Program(path, work / "run"))
    for which in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        for phase in PHASES:
            home = work / f"{which.name}-{phase}"
            home.mkdir()
            found += play(Program(path, home), which, phase)
    return found
