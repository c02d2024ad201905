# SPDX-License-Identifier: MIT
"""Does a client wait for its server? Answered by what the kernel says of it, never by how long it has been silent.

A client waits when every thread of it sleeps and everything it wrote has arrived. On a machine under load that takes
longer to come true, but it is the same in the end: counts of flights do not depend on timing. A client that sleeps for
another reason is taken to wait, too. Linux only (/proc).
"""
from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def available() -> bool:
    return (PROC / "self" / "task").is_dir() and (PROC / "net" / "tcp").is_file()


def _threads(pid: int) -> list[Path]:
    """Of a process and all that it started."""
    found: list[Path] = []
    try:
        tasks = list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return found
    for task in tasks:
        found.append(task)
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            found += _threads(int(child))
    return found


def _sleeps(task: Path) -> bool:
    try:
        stat = (task / "stat").read_text()
    except OSError:
        return True  # it has ended
    state = stat[stat.rindex(")") + 2]  # the name in parentheses may contain anything
    return state in "SZX"


def _unacknowledged(client_port: int, server_port: int) -> int:
    """Octets that the client has written and that have not reached the server's socket."""
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues = line.split()[:5]
        if int(local.split(":")[1], 16) == client_port and int(remote.split(":")[1], 16) == server_port:
            return int(queues.split(":")[0], 16)
    return 0  # closed: the server will read the end


def waits(pid: int, client_port: int, server_port: int) -> bool:
    """Whether the client has nothing more to send before it is answered. What has arrived but was not read yet is for
    the caller to look for, after this has said yes."""
    if not os.path.isdir(PROC / str(pid)):
        return True
    return all(_sleeps(task) for task in _threads(pid)) and _unacknowledged(client_port, server_port) == 0
