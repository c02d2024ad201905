# SPDX-License-Identifier: MIT
"""A server on a free port of 127.0.0.1 that keeps to SMTP (or LMTP) until a phase for which its nature names an act.

The phases are: tls, greeting, ehlo, starttls, auth, mail, rcpt, data, body, dot, quit; what is said inside of TLS may
also be named "secure ehlo" and so on. An act is the reply, or a function of the connection (acts.py).
"""
from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Union

LIMIT = 90.0  # seconds: only so that nothing is left behind when the program under test never ends
BEFORE_BODY_ACT = 100_000  # octets of the message that are read before something is done in the middle of it
SMALL_BUFFER = 65536


class Over(Exception):
    """The server has done its worst: nothing more is said."""


Act = Union[bytes, Callable[["Connection"], None]]


@dataclass(frozen=True)
class Nature:
    tls: str = "none"  # none | starttls | implicit
    offers: tuple[str, ...] = ()
    mechanism: str = ""
    lmtp: bool = False
    at: Mapping[str, Act] = field(default_factory=dict)


@dataclass
class Log:
    """What came of all connections."""

    connections: int = 0
    verbs: list[str] = field(default_factory=list)
    taken: int = 0  # messages that arrived whole
    problems: list[str] = field(default_factory=list)  # of the server itself


class Connection:
    def __init__(self, stream: socket.socket, nature: Nature, server: Server) -> None:
        self.stream = stream
        self.nature = nature
        self.log = server.log
        self.gone = server.over  # set when the client has ended
        self.context = server.context
        self.secure = False
        self.line = ""  # the last that came
        self.recipients = 0
        self._input = b""
        self.acting = ""  # the phase that an act was named for

    def run(self) -> None:
        if self.nature.tls == "implicit":
            self.start_tls()
        self.say("greeting", b"220 mail.example ESMTP\r\n")
        while self.read_line():
            verb = self.line.partition(" ")[0].upper()
            self.log.verbs.append(verb)
            answer = VERBS.get(verb)
            if answer:
                answer(self)
            else:
                self.send(b"500 5.5.2 what?\r\n")

    def say(self, phase: str, usual: bytes) -> None:
        act = self.act_of(phase)
        if act is None:
            self.send(usual)
        else:
            self.perform(phase, act)

    def act_of(self, phase: str) -> Act | None:
        at = self.nature.at
        return at.get("secure " + phase, at.get(phase)) if self.secure else at.get(phase)

    def perform(self, phase: str, act: Act) -> None:
        self.acting = phase
        if isinstance(act, bytes):
            self.send(act)
        else:
            act(self)

    def send(self, data: bytes) -> None:
        self.stream.sendall(data)

    def receive(self) -> bytes:
        return self.stream.recv(SMALL_BUFFER)

    def read_line(self) -> bool:
        while b"\n" not in self._input:
            data = self.receive()
            if not data:
                return False
            self._input += data
        line, _, self._input = self._input.partition(b"\n")
        self.line = line.rstrip(b"\r").decode("utf-8", "replace")
        return True

    def start_tls(self) -> None:
        if act := self.act_of("tls"):
            self.perform("tls", act)
        context = self.context
        assert context, "no certificate"
        self.stream = context.wrap_socket(self.stream, server_side=True)
        self.secure = True

    def read_body(self) -> None:
        """Up to the final dot; the message itself is not kept."""
        act = self.act_of("body")
        tail, size = b"\r\n" + self._input, 0
        self._input = b""
        while b"\r\n.\r\n" not in tail:
            if act and size >= BEFORE_BODY_ACT:
                self.perform("body", act)
                act = None
            data = self.receive()
            if not data:
                raise Over
            size += len(data)
            tail = tail[-4:] + data
        self._input = tail.partition(b"\r\n.\r\n")[2]
        self.taken()

    def read_chunk(self, size: int) -> None:
        while len(self._input) < size:
            data = self.receive()
            if not data:
                raise Over
            self._input += data
        self._input = self._input[size:]
        self.taken()

    def taken(self) -> None:
        self.log.taken += 1
        for _ in range(self.recipients if self.nature.lmtp else 1):
            self.say("dot", b"250 2.0.0 taken\r\n")


def _ehlo(connection: Connection) -> None:
    nature = connection.nature
    lines = ["mail.example", *nature.offers]
    lines += ["STARTTLS"] if nature.tls == "starttls" and not connection.secure else []
    lines += ["AUTH " + nature.mechanism.upper()] if nature.mechanism else []
    text = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}\r\n"
    connection.say("ehlo", text.encode())


def _starttls(connection: Connection) -> None:
    connection.say("starttls", b"220 2.0.0 go on\r\n")
    connection.start_tls()


def _auth(connection: Connection) -> None:
    connection.say("auth", b"235 2.7.0 welcome\r\n")


def _rcpt(connection: Connection) -> None:
    connection.recipients += 1
    connection.say("rcpt", b"250 2.1.5 recipient taken\r\n")


def _data(connection: Connection) -> None:
    connection.say("data", b"354 go on\r\n")
    if not connection.act_of("data"):
        connection.read_body()


def _quit(connection: Connection) -> None:
    connection.say("quit", b"221 2.0.0 bye\r\n")
    raise Over


VERBS: Mapping[str, Callable[[Connection], None]] = {
    "EHLO": _ehlo, "LHLO": _ehlo, "HELO": lambda it: it.say("ehlo", b"250 mail.example\r\n"),
    "STARTTLS": _starttls, "AUTH": _auth,
    "MAIL": lambda it: it.say("mail", b"250 2.1.0 sender taken\r\n"), "RCPT": _rcpt, "DATA": _data,
    "BDAT": lambda it: it.read_chunk(int(it.line.split()[1])), "QUIT": _quit,
}


class Server:
    """Serves until stopped, each connection in a thread of its own."""

    def __init__(self, nature: Nature, context: ssl.SSLContext | None) -> None:
        self.nature = nature
        self.context = context
        self.log = Log()
        self.over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket()
        # A message that is refused in its middle must not be in the kernel's buffers whole by then.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def stop(self) -> Log:
        """For when the client is done."""
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:  # grows only as long as the first of them lives
            thread.join(LIMIT)
        self._listener.close()
        return self.log

    def _start(self, what: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            self.log.connections += 1
            self._start(self._serve, stream)

    def _serve(self, stream: socket.socket) -> None:
        stream.settimeout(LIMIT)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(stream, self.nature, self)
        try:
            connection.run()
        except (Over, OSError):
            pass  # OSError: the client has gone, as it may at any time
        except Exception as error:  # noqa: BLE001
            self.log.problems.append(f"the server of the test failed: {error!r}")
        finally:
            connection.stream.close()
            stream.close()
