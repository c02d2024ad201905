# SPDX-License-Identifier: MIT
"""A server for SMTP on a port of 127.0.0.1 that notes who was given what. It is out of service until up() is called:
its port is its own, and nobody listens. At a gate (a phase) it says nothing until the gate is opened.
"""
from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable

PATIENCE = 90.0  # seconds; only so that a broken client cannot hold up everything
PHASES = ("greeting", "ehlo", "mail", "rcpt", "data", "dot")


class Over(Exception):
    """The connection is at its end."""


class Server:
    """Each connection is served in a thread of its own."""

    def __init__(self, gate: str = "", answer_rcpt: Callable[[str, str], str] | None = None) -> None:
        self.gate = gate
        self.answer_rcpt = answer_rcpt or (lambda subject, recipient: "250 2.1.5 fine")
        self.taken: Counter[tuple[str, str]] = Counter()  # by subject and recipient; counted before the 250 is said
        self.contents: dict[str, bytes] = {}
        self.connections = 0
        self.at_gate = threading.Event()
        self.opened = threading.Event()
        self._change = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._accepting: threading.Thread | None = None

    def up(self) -> Server:
        self._listener.listen(128)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def stop(self) -> None:
        self.opened.set()
        if self._accepting:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._accepting.join()
        self.settle()
        self._listener.close()

    def settle(self) -> None:
        """For when no client is left: what was said to us has been taken note of."""
        threads, self._threads = self._threads, []
        for thread in threads:
            thread.join(PATIENCE)

    def wait_for(self, count: int) -> bool:
        with self._change:
            return self._change.wait_for(lambda: self.taken.total() >= count, PATIENCE)

    def times(self, subject: str, recipient: str) -> int:
        return self.taken[subject, recipient]

    def note(self, recipients: list[str], content: bytes) -> None:
        head = content.partition(b"\r\n\r\n")[0].decode()
        subject = next((line[9:] for line in head.split("\r\n") if line.startswith("Subject: ")), "")
        with self._change:
            self.contents[subject] = content
            for recipient in recipients:
                self.taken[subject, recipient] += 1
            self._change.notify_all()

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(stream,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, stream: socket.socket) -> None:
        with stream:
            stream.settimeout(PATIENCE)
            try:
                Connection(stream, self).run()
            except (Over, OSError):
                pass  # OSError: the client has gone, as it may at any time


class Connection:
    def __init__(self, stream: socket.socket, server: Server) -> None:
        self.stream = stream
        self.server = server
        self.recipients: list[str] = []
        self._input = b""

    def run(self) -> None:
        self.say("greeting", "220 mail.example ESMTP")
        while True:
            line = self.read_line()
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                self.send("221 2.0.0 bye")
                return
            self.answer(verb, line)

    def answer(self, verb: str, line: str) -> None:
        if verb == "EHLO":
            self.say("ehlo", "250-mail.example\r\n250 PIPELINING")
        elif verb in ("MAIL", "RSET"):
            self.recipients = []
            self.say(verb.lower(), "250 2.1.0 fine")
        elif verb == "RCPT":
            self.take_recipient(line.partition("<")[2].partition(">")[0])
        elif verb == "DATA" and self.recipients:
            self.take_data()
        else:
            self.send("503 5.5.1 not now")

    def take_recipient(self, recipient: str) -> None:
        reply = self.server.answer_rcpt("", recipient)
        if reply.startswith("2"):
            self.recipients.append(recipient)
        self.say("rcpt", reply)

    def take_data(self) -> None:
        self.say("data", "354 go on")
        while b"\r\n.\r\n" not in self._input:
            self.receive()
        content, _, self._input = self._input.partition(b"\r\n.\r\n")
        if self.server.gate == "dot":
            self.wait_at_gate()
        self.server.note(self.recipients, content + b"\r\n")
        self.send("250 2.0.0 taken")

    def say(self, phase: str, reply: str) -> None:
        if phase == self.server.gate:
            self.wait_at_gate()
        self.send(reply)

    def wait_at_gate(self) -> None:
        self.server.at_gate.set()
        if not self.server.opened.wait(PATIENCE):
            raise Over

    def send(self, reply: str) -> None:
        self.stream.sendall(reply.encode() + b"\r\n")

    def receive(self) -> None:
        data = self.stream.recv(1 << 16)
        if not data:
            raise Over
        self._input += data

    def read_line(self) -> str:
        while b"\r\n" not in self._input:
            self.receive()
        line, _, self._input = self._input.partition(b"\r\n")
        return line.decode()
