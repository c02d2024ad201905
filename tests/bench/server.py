# SPDX-License-Identifier: MIT
"""A server for SMTP on a free port of 127.0.0.1 that counts flights: how often it has answered everything and waits for
the client, from accept to close.

A server that answers at once makes the count a matter of luck: a client that sends two commands by two writes may or
may not get an answer in between. So where flights are counted, replies are held back until the client really waits
(stillness.py); whatever it sends without having been answered belongs to one flight.
"""
from __future__ import annotations

import select
import socket
import ssl
import threading
from dataclasses import dataclass, field

import stillness
from dialogue import Dialogue, Offers, Taken

READ_SIZE = 1 << 18
PATIENCE = 60.0  # seconds; only so that a broken client cannot hold up everything


@dataclass
class Report:
    """One connection, from accept to close."""

    flights: list[list[str]] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    resumed: bool = False
    error: str = ""


class Server:
    """Serves until stopped, each connection in a thread of its own. With `counting`, name the client by `client_is` as
    soon as it has been started: until then it gets no answer."""

    def __init__(self, offers: Offers, context: ssl.SSLContext | None = None, counting: bool = False) -> None:
        self.offers = offers
        self.context = context
        self.counting = counting
        self.client_pid = 0
        self._reports: list[Report] = []
        self._change = threading.Condition()
        self._client_known = threading.Event()
        self._open = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def client_is(self, pid: int) -> None:
        self.client_pid = pid
        self._client_known.set()

    def wait_for_client(self) -> int:
        self._client_known.wait(PATIENCE)
        return self.client_pid

    def reports(self) -> list[Report]:
        """Those of all connections since the last call, once they have ended; for when the client is done."""
        with self._change:
            self._change.wait_for(lambda: self._open == 0 and self._reports, PATIENCE)
            taken, self._reports = self._reports, []
            return taken

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._change:
                self._open += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        served = _Connection(self, connection)
        try:
            with connection:
                served.run()
        except (OSError, ssl.SSLError) as error:
            served.report.error = str(error)
        with self._change:
            self._reports.append(served.report)
            self._open -= 1
            self._change.notify_all()


class _Tls:
    """TLS over bytes in memory, so that its output can be held back like any other."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self._in, self._out, server_side=True)
        self.ready = False
        self._hello_seen = False

    def receive(self, data: bytes, events: list[str]) -> bytes:
        self._in.write(data)
        if not self.ready:
            events.append("Finished" if self._hello_seen else "ClientHello")
            try:
                self.object.do_handshake()
            except ssl.SSLWantReadError:
                self._hello_seen = self._out.pending > 0
                return b""
            self.ready = True
        return self._plaintext()

    def _plaintext(self) -> bytes:
        parts = []
        try:
            while part := self.object.read(READ_SIZE):
                parts.append(part)
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError, ssl.SSLEOFError):
            pass
        return b"".join(parts)

    def send(self, data: bytes) -> None:
        self.object.write(data)

    def close(self) -> None:
        try:
            self.object.unwrap()
        except ssl.SSLError:
            pass  # the client's close_notify is not waited for

    def output(self) -> bytes:
        return self._out.read()


class _Connection:
    def __init__(self, server: Server, connection: socket.socket) -> None:
        self._server = server
        self._socket = connection
        self._dialogue = Dialogue(server.offers)
        self._tls: _Tls | None = None
        self._held = bytearray()
        self._waiting = False
        self.report = Report(taken=self._dialogue.taken)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(PATIENCE)

    def run(self) -> None:
        if self._server.offers.tls == "implicit":
            self._start_tls()
            self._waiting = True
        else:
            self._dialogue.greet()
            self._collect()
            self._answer()
        while not (self._dialogue.closing and not self._held):
            data = self._socket.recv(READ_SIZE)
            if not data:
                return
            self._take(data)
            self._answer()
        self._end()

    def _start_tls(self) -> None:
        if not self._server.context:
            raise OSError("no certificate for TLS")
        self._tls = _Tls(self._server.context)

    def _take(self, data: bytes) -> None:
        events = self._dialogue.events
        if self._tls:
            greeted = self._tls.ready
            data = self._tls.receive(data, events)
            if self._tls.ready and not greeted:
                self._secured(self._tls)
        if data:
            self._dialogue.receive(data)
        self._count(events)
        self._collect()
        if self._dialogue.tls_wanted:
            self._start_tls()
            self._dialogue.secured()

    def _secured(self, tls: _Tls) -> None:
        self.report.resumed = bool(tls.object.session_reused)
        if self._server.offers.tls == "implicit":
            self._dialogue.greet()

    def _count(self, events: list[str]) -> None:
        """A TLS record that says nothing to SMTP (a close) is no flight."""
        if not events:
            return
        if self._waiting or not self.report.flights:
            self.report.flights.append([])
        self._waiting = False
        self.report.flights[-1] += events
        events.clear()

    def _collect(self) -> None:
        replies = bytes(self._dialogue.replies)
        self._dialogue.replies.clear()
        if self._tls and self._tls.ready and replies:
            self._tls.send(replies)
            replies = b""
        self._held += replies
        if self._tls:
            self._held += self._tls.output()

    def _answer(self) -> None:
        """Sends what is held back, unless more arrives first."""
        if not self._held or (self._server.counting and not self._client_waits()):
            return
        self._socket.sendall(self._held)
        self._held.clear()
        self._dialogue.released()
        self._waiting = True

    def _client_waits(self) -> bool:
        """Returns when the client waits (true) or has sent more (false)."""
        pid = self._server.wait_for_client()
        client_port = self._socket.getpeername()[1]
        while not self._readable(0.001):
            self._acknowledge()
            if stillness.waits(pid, client_port, self._server.port):
                return not self._readable(0)
        return False

    def _acknowledge(self) -> None:
        # Else the kernel may leave what has arrived unacknowledged for 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._socket], [], [], seconds)[0])

    def _end(self) -> None:
        if self._tls:
            self._tls.close()
            self._socket.sendall(self._tls.output())
        self._socket.shutdown(socket.SHUT_WR)
        while self._socket.recv(READ_SIZE):
            pass
