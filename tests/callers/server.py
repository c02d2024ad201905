# SPDX-License-Identifier: MIT
"""A server for SMTP at a unix socket, which keeps what it was given to the octet."""
from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0  # seconds; only so that a broken client cannot hold up everything
OFFERS = ("PIPELINING", "8BITMIME", "DSN", "SMTPUTF8")


@dataclass
class Message:
    mail: str  # what followed "MAIL FROM:"
    rcpt: list[str] = field(default_factory=list)
    data: bytes = b""  # without dots that were stuffed, and without the last


class Server:
    """Says `refusal` to every recipient where one is given. One connection at a time, as the program is run."""

    def __init__(self, path: Path) -> None:
        self.messages: list[Message] = []
        self.refusal = ""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(8)
        threading.Thread(target=self._accept, daemon=True).start()

    def take(self) -> list[Message]:
        """What came since the last time; it was noted before the client was told that it was taken."""
        taken, self.messages = self.messages, []
        return taken

    def _accept(self) -> None:
        while True:
            stream, _ = self._listener.accept()
            with stream:
                stream.settimeout(PATIENCE)
                try:
                    self._serve(stream)
                except OSError:
                    pass  # the client has gone, as it may at any time

    def _serve(self, stream: socket.socket) -> None:
        lines = stream.makefile("rb")
        message = Message("")

        def say(reply: str) -> None:
            stream.sendall(reply.encode() + b"\r\n")

        say("220 mail.example ESMTP")
        while line := lines.readline().decode():
            verb, argument = line[:4].upper(), line.rstrip("\r\n").partition(":")[2]
            if verb == "EHLO":
                say("".join(f"250-{each}\r\n" for each in OFFERS) + "250 HELP")
            elif verb == "MAIL":
                message = Message(argument)
                say("250 2.1.0 fine")
            elif verb == "RCPT" and self.refusal:
                say(self.refusal)
            elif verb == "RCPT":
                message.rcpt.append(argument)
                say("250 2.1.5 fine")
            elif verb == "DATA" and message.rcpt:
                say("354 go on")
                message.data = _read_data(lines)
                self.messages.append(message)
                say("250 2.0.0 taken")
            elif verb == "QUIT":
                say("221 2.0.0 bye")
                return
            else:
                say("250 2.0.0 fine" if verb == "RSET" else "503 5.5.1 not now")


def _read_data(lines: object) -> bytes:
    data = b""
    while not data.endswith(b"\r\n.\r\n") and data != b".\r\n":
        data += lines.readline()  # type: ignore[attr-defined]
    return re.sub(rb"^\.", b"", data[:-3], flags=re.MULTILINE)
