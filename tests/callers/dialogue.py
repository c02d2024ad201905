# SPDX-License-Identifier: MIT
"""The other way of calling sendmail: SMTP on its stdin and stdout, one command after the other."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from calls import Call


def commands(call: Call, content: bytes) -> Iterator[tuple[bytes, str]]:
    """What is said, and what the answer begins with."""
    yield f"EHLO {call.hello}".encode(), "250"
    yield f"MAIL FROM:{call.sender}".encode(), "250"
    for recipient in call.recipients:
        yield f"RCPT TO:{recipient}".encode(), "250"
    yield b"DATA", "354"
    lines = content.replace(b"\n", b"\r\n")
    yield re.sub(rb"^\.", b"..", lines, flags=re.MULTILINE) + b".", "250"
    yield b"QUIT", "221"


def read_reply(stdout: BinaryIO) -> str:
    reply = ""
    while line := stdout.readline().decode():
        reply += line
        if line[3:4] != "-":
            break
    return reply


def converse(call: Call, content: bytes, stdin: BinaryIO, stdout: BinaryIO) -> str:
    """What was answered otherwise than it should be; nothing: all is well."""
    reply = read_reply(stdout)
    if not reply.startswith("220"):
        return reply or "no greeting"
    for command, wanted in commands(call, content):
        stdin.write(command + b"\r\n")
        stdin.flush()
        reply = read_reply(stdout)
        if not reply.startswith(wanted):
            return f"{command[:40]!r}: {reply}"
    return ""
