# SPDX-License-Identifier: MIT
"""-odb: the caller has his answer before the server has even greeted, and nothing of his is kept open."""
from __future__ import annotations

import os
from pathlib import Path

from program import Program, arrived, message
from server import Server


def complaints(path: Path, work: Path) -> list[str]:
    program = Program(path, work)
    server = Server(gate="greeting").up()
    read_end, write_end = os.pipe()  # whoever started us may wait for its end
    process = program.start(program.submission(server.port, "-odb"), pass_fds=(write_end,))
    os.close(write_end)
    ended = program.end(process, message("behind"))  # to the end of its stderr as well
    found = [] if ended.status == 0 else [f"status {ended.status}: {ended.err}"]
    if server.taken:
        found.append("the message was sent before the server greeted")
    os.read(read_end, 1)  # ends when the last one has closed it
    os.close(read_end)
    server.opened.set()
    if not server.wait_for(1):
        found.append("the message did not arrive")
    server.stop()
    if server.times("behind", "bob@example.net") != 1 or server.contents.get("behind") != arrived("behind"):
        found.append(f"it arrived as {server.taken}: {server.contents}")
    return found
