# SPDX-License-Identifier: MIT
"""A TCP proxy on 127.0.0.1 that makes its server as far away as a round-trip time says.

The handshake of TCP is part of the distance: the client's connect() returns at once, as it must on loopback, but
nothing it sends counts as sent before a round trip has passed, and the server sees the connection half a round trip
after that.
"""
from __future__ import annotations

import heapq
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass(order=True)
class _Parcel:
    due: float
    number: int
    source: socket.socket = field(compare=False)
    data: bytes = field(compare=False)  # none: the end


class DelayProxy:
    """Forwards until stopped, all connections in one thread. Without limit of bandwidth: nothing is ever refused, so it
    suits small messages."""

    def __init__(self, server_port: int, round_trip: float) -> None:
        self._server_port = server_port
        self._round_trip = round_trip
        self._parcels: list[_Parcel] = []
        self._arrivals: list[tuple[float, socket.socket]] = []
        self._partner: dict[socket.socket, socket.socket] = {}
        self._not_before: dict[socket.socket, float] = {}
        self._number = 0
        self._stopped = False
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port: int = self._listener.getsockname()[1]
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> DelayProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._thread.join()
        for end in [self._listener, *self._partner]:
            end.close()

    def _run(self) -> None:
        while not self._stopped:
            for key, _ in self._selector.select(self._until_next()):
                end = key.fileobj
                if end is self._listener:
                    self._accept()
                elif isinstance(end, socket.socket):
                    self._read(end)
            self._connect_those_due()
            self._deliver_those_due()

    def _until_next(self) -> float:
        times = [self._parcels[0].due] if self._parcels else []
        times += [self._arrivals[0][0]] if self._arrivals else []
        return max(0.0, min(times) - time.monotonic()) if times else 0.05

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        established = time.monotonic() + self._round_trip
        self._not_before[client] = established
        self._arrivals.append((established + self._round_trip / 2, client))
        self._watch(client)

    def _connect_those_due(self) -> None:
        while self._arrivals and self._arrivals[0][0] <= time.monotonic():
            _, client = self._arrivals.pop(0)
            server = socket.create_connection(("127.0.0.1", self._server_port))
            self._partner[client], self._partner[server] = server, client
            self._watch(server)

    def _watch(self, end: socket.socket) -> None:
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(end, selectors.EVENT_READ)

    def _read(self, end: socket.socket) -> None:
        try:
            data = end.recv(1 << 18)
        except OSError:
            data = b""
        sent = max(time.monotonic(), self._not_before.get(end, 0.0))
        self._number += 1  # keeps the order of what is due at the same time
        heapq.heappush(self._parcels, _Parcel(sent + self._round_trip / 2, self._number, end, data))
        if not data:
            self._selector.unregister(end)

    def _deliver_those_due(self) -> None:
        while self._parcels and self._parcels[0].due <= time.monotonic():
            parcel = heapq.heappop(self._parcels)
            target = self._partner[parcel.source]  # connected by now: nothing is due at the server before that
            try:
                if parcel.data:
                    target.sendall(parcel.data)
                else:
                    target.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # that end has gone
