# SPDX-License-Identifier: MIT
"""Runs a client once: what it took, or how many instructions."""
from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clients import Client, Job

TIME_LIMIT = 300.0  # seconds for one run; far more than any needs, so that a client that hangs ends nothing else


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # KiB resident
    status: int
    complaint: str = ""


def run(spawn: Path, client: Client, job: Job) -> Run:
    report = job.home / "report"
    report.unlink(missing_ok=True)
    command = [str(spawn), str(report), str(job.message), *client.command(job)]
    try:
        said = subprocess.run(command, env=job.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=TIME_LIMIT, check=False).stderr
    except subprocess.TimeoutExpired:
        return Run(TIME_LIMIT, 0, 0, 124, "did not end")
    if not report.is_file():
        return Run(0, 0, 0, 71, said.decode("utf-8", "replace"))
    wall, user, system, peak, status = report.read_text().split()
    return Run(float(wall), float(user) + float(system), int(peak), int(status), said.decode("utf-8", "replace"))


Counter = Callable[[Client, Job], "int | None"]


def _said(command: list[str], client: Client, job: Job) -> str:
    with job.message.open("rb") as message:
        return subprocess.run([*command, *client.command(job)], env=job.environment(), stdin=message,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT,
                              check=True).stderr.decode("utf-8", "replace")


def _by_perf(client: Client, job: Job) -> int | None:
    said = _said(["perf", "stat", "-x,", "-e", "instructions:u", "--"], client, job)
    found = re.search(r"^(\d+),.*instructions", said, re.MULTILINE)
    return int(found[1]) if found else None


def _by_callgrind(client: Client, job: Job) -> int | None:
    said = _said(["valgrind", "--tool=callgrind", f"--callgrind-out-file={job.home / 'callgrind'}"], client, job)
    found = re.search(r"Collected\s*:\s*(\d+)", said)
    return int(found[1]) if found else None


def instruction_counter() -> tuple[Counter, str] | None:
    """How user instructions can be counted here, and its name: perf where the processor's counters are to be had,
    callgrind (a simulation: the same each time, with the instruction sets it knows) where they are not."""
    if shutil.which("perf"):
        trial = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], capture_output=True, text=True,
                               check=False)
        if re.search(r"^\d+,", trial.stderr, re.MULTILINE):
            return _by_perf, "perf stat"
    if shutil.which("valgrind"):
        return _by_callgrind, "valgrind's callgrind"
    return None
