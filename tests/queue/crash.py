# SPDX-License-Identifier: MIT
"""The program is killed at its system calls, each in a run of its own, and then the queue is run. What was acknowledged
is delivered once; twice only where the kill came after the server's 250, which nobody can help.

strace counts the calls of one name by process: a point is a name and how often it has been called.
"""
from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from program import Ended, Program, arrived, message
from server import Server

WHO = "bob@example.net"
CHANGING = ("openat", "mkdir", "write", "writev", "pwrite64", "fsync", "fdatasync", "ftruncate", "flock", "linkat",
            "link", "rename", "unlink", "connect", "poll", "sendto", "sendmsg", "close", "exit_group")
SAMPLE, SEED, AT_ONCE = 60, 20261125, 3
WAITING = ("first", "second", "third")
CALL = re.compile(r"^\d+ +(\w+)\((.*)")


@dataclass(frozen=True)
class Point:
    call: str
    number: int


@dataclass(frozen=True)
class Played:
    killed: bool
    found: list[str]


def why_not() -> str:
    """strace may be missing, and where it is, it may not be allowed to."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace cannot be used here: {tried.stderr.strip()}"


def points_in(log: Path) -> list[Point]:
    """Every call that changes something; a file that is only read, and its closing, is no such thing."""
    points, counts, opened_to_read = [], dict.fromkeys(CHANGING, 0), set()
    for line in log.read_text().splitlines():
        found = CALL.match(line)
        if not found or found[1] not in counts:
            continue
        call, rest = found[1], found[2]
        counts[call] += 1
        descriptor = rest.rpartition("= ")[2].split(" ")[0]
        if call == "openat" and "O_CREAT" not in rest and "O_TMPFILE" not in rest and "O_RDWR" not in rest:
            opened_to_read.add(descriptor)
        elif call == "close" and rest.partition(")")[0] in opened_to_read:
            opened_to_read.discard(rest.partition(")")[0])
        else:
            points.append(Point(call, counts[call]))
    return points


def watched(program: Program, command: list[str]) -> list[str]:
    return ["strace", "-f", "-o", str(program.home / "log"), "-e", "trace=" + ",".join(CHANGING), *command]


def killed_at(point: Point, command: list[str]) -> list[str]:
    return ["strace", "-f", "-o", "/dev/null", "-e", f"trace={point.call}", "-e",
            f"inject={point.call}:signal=SIGKILL:when={point.number}", *command]


def recover(program: Program, server: Server) -> list[str]:
    """Two runs of the queue leave nothing; and the next message goes as ever."""
    found = []
    for _ in range(2):
        ended = program.flush()
        if ended.status != 0:
            found.append(f"flush: status {ended.status}: {ended.err}")
    found += [f"left: {name}" for name in program.leftovers()]
    after = program.run(program.submission(server.port), message("after"))
    server.settle()
    if after.status != 0 or server.times("after", WHO) != 1:
        found.append(f"the next message: status {after.status}: {after.err}")
    return found + [f"{subject} is not what was sent" for subject, content in server.contents.items()
                    if content != arrived(subject)]


def enqueue(program: Program, point: Point) -> Played:
    server = Server()  # out of service
    ended = program.run(killed_at(point, program.submission(server.port)), message("queued"))
    server.up()
    found = recover(program, server)
    server.stop()
    times = server.times("queued", WHO)
    if times > 1 or (ended.status == 0 and times != 1):
        found.append(f"ended with {ended.status}, and was delivered {times} times")
    return Played(ended.status == -signal.SIGKILL, found)


def flush(program: Program, point: Point, waiting: Path, server: Server) -> Played:
    """The server is of this run alone, and at the port that the messages that wait were queued for."""
    shutil.copytree(waiting, program.home / "state")
    ended = program.run(killed_at(point, [str(program.path), "-q"]))
    server.settle()
    before = dict(server.taken)
    found = recover(program, server)
    twice = 0
    for subject in WAITING:
        times = server.times(subject, WHO)
        known_lost = before.get((subject, WHO), 0) == 1 and times == 2
        twice += known_lost
        if times != 1 and not known_lost:
            found.append(f"{subject} was delivered {times} times, {before.get((subject, WHO), 0)} before the kill")
    found += ["more than one was delivered twice"] if twice > 1 else []
    return Played(ended.status == -signal.SIGKILL, found)


def sampled(points: list[Point], everything: bool) -> list[Point]:
    if everything or len(points) <= SAMPLE:
        return points
    return sorted(random.Random(SEED).sample(points, SAMPLE), key=points.index)


def home_for(path: Path, work: Path, name: str) -> Program:
    (work / name).mkdir()
    return Program(path, work / name)


def summary(what: str, points: list[Point], played: list[Played]) -> list[str]:
    """No two runs make quite the same calls, but most of them must have come to where they were to be killed."""
    found = [f"{what} killed at {point.call} number {point.number}: {each}"
             for point, one in zip(points, played) for each in one.found]
    killed = sum(one.killed for one in played)
    print(f"{what}: {killed} of {len(points)} were killed")
    return found + ([f"{what}: too few were killed"] if killed * 4 < len(points) * 3 else [])


def enqueue_complaints(path: Path, work: Path, everything: bool) -> list[str]:
    plain = home_for(path, work, "plain")
    server = Server()
    ended = plain.run(watched(plain, plain.submission(server.port)), message("queued"))
    server.stop()
    if ended.status != 0 or len(plain.files("queue")) != 1:
        return [f"without a kill: status {ended.status}: {ended.err}"]
    points = sampled(points_in(plain.home / "log"), everything)

    def one(numbered: tuple[int, Point]) -> Played:
        return enqueue(home_for(path, work, f"enqueue{numbered[0]}"), numbered[1])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return summary("enqueue", points, list(pool.map(one, enumerate(points))))


def queue_three(program: Program, server: Server) -> list[Ended]:
    return [program.run(program.submission(server.port, "-odq"), message(subject)) for subject in WAITING]


def flush_complaints(path: Path, work: Path, everything: bool) -> list[str]:
    """One after the other, at one port, so that what waits is the same for all."""
    server = Server().up()
    plain = home_for(path, work, "plain-flush")
    if any(ended.status != 0 for ended in queue_three(plain, server)):
        return ["without a kill: not queued"]
    shutil.copytree(plain.home / "state", work / "waiting")
    ended = plain.run(watched(plain, [str(path), "-q"]))
    if ended.status != 0 or plain.leftovers():
        return [f"without a kill: status {ended.status}: {ended.err}, left {plain.leftovers()}"]
    points = sampled(points_in(plain.home / "log"), everything)
    played = []
    for number, point in enumerate(points):
        server.settle()
        server.taken.clear()
        server.contents.clear()
        program = home_for(path, work, f"flush{number}")
        played.append(flush(program, point, work / "waiting", server))
    server.stop()
    return summary("flush", points, played)
