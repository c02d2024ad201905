# SPDX-License-Identifier: MIT
"""What a hostile or broken server does in place of a reply. Those that do not return have ended the conversation."""
from __future__ import annotations

import base64
import select
import socket
import struct
from collections.abc import Callable

from server import LIMIT, Act, Connection, Over

GIGABYTE = 1 << 30
DRIP_INTERVAL = 0.02  # seconds

# A reply of the usual code, as a server would begin it.
USUAL = {"greeting": b"220", "ehlo": b"250", "starttls": b"220", "auth": b"334", "mail": b"250", "rcpt": b"250",
         "data": b"354", "body": b"250", "dot": b"250", "quit": b"221", "tls": b"220"}


def code(connection: Connection) -> bytes:
    return USUAL[connection.acting.removeprefix("secure ")]


def stall(connection: Connection) -> None:
    """Says nothing and reads nothing."""
    connection.gone.wait(LIMIT)
    raise Over


def close(connection: Connection) -> None:
    """An end of the stream, in TLS without a word; what the client still sends is read."""
    connection.stream.shutdown(socket.SHUT_WR)
    _read_away(connection)


def _read_away(connection: Connection) -> None:
    while connection.receive():
        pass
    raise Over


def reset(connection: Connection) -> None:
    connection.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Over


def half(connection: Connection) -> None:
    """Ends in the middle of a reply."""
    connection.send(code(connection) + b"-one\r\n" + code(connection)[:2])
    close(connection)


def garbage(connection: Connection) -> None:
    connection.send(bytes(range(255, -1, -1)) * 4 + b"\r\n")
    _read_away(connection)


def then_close(reply: bytes) -> Act:
    def act(connection: Connection) -> None:
        connection.send(reply)
        close(connection)
    return act


def then_stall(reply: bytes) -> Act:
    def act(connection: Connection) -> None:
        connection.send(reply)
        stall(connection)
    return act


def then_go_on(reply: bytes) -> Act:
    """Says it and reads on: what the client had on the way when it heard of it does not matter."""
    def act(connection: Connection) -> None:
        connection.send(reply)
        _read_away(connection)
    return act


def drip(connection: Connection) -> None:
    """A reply that never ends, an octet at a time."""
    _drip(connection, code(connection) + b" ", b"x")


def drip_lines(connection: Connection) -> None:
    _drip(connection, b"", code(connection) + b"-still here\r\n")


def _drip(connection: Connection, first: bytes, again: bytes) -> None:
    connection.send(first)
    while not connection.gone.is_set():
        for octet in again:
            connection.send(bytes([octet]))
            connection.gone.wait(DRIP_INTERVAL)
    raise Over


def endless_line(connection: Connection) -> None:
    flood(connection, b"", b"A" * 65536)


def endless_lines(connection: Connection) -> None:
    flood(connection, b"", (code(connection) + b"-" + b"x" * 60 + b"\r\n") * 1000)


def gigabyte_line(connection: Connection) -> None:
    flood(connection, code(connection) + b" ", b"A" * 65536, GIGABYTE)
    connection.send(b"\r\n")


def million_lines(connection: Connection) -> None:
    line = code(connection) + b"-x\r\n"
    flood(connection, b"", line * 10_000, 1_000_000 * len(line))
    connection.send(code(connection) + b" the end\r\n")


def flood(connection: Connection, first: bytes, again: bytes, total: int = 64 * GIGABYTE) -> None:
    """What the client sends is read away only as far as it will not read itself: neither waits for the other."""
    if connection.secure:
        connection.send(first)
        for _ in range(total // len(again)):
            connection.send(again)
        return
    left, out = total, first + again
    while left > 0:
        if connection.gone.is_set():
            raise Over
        readable, writable, _ = select.select([connection.stream], [connection.stream], [], 1.0)
        if writable:
            sent = connection.stream.send(out, socket.MSG_DONTWAIT)
            left -= sent
            out = out[sent:] or again
        elif readable and not connection.receive():
            raise Over


def drip_handshake(connection: Connection) -> None:
    """A record that never comes to its end."""
    connection.receive()
    _drip(connection, b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"x")


def part_of_handshake(then: Callable[[Connection], None]) -> Act:
    def act(connection: Connection) -> None:
        connection.receive()
        connection.send(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + bytes(20))
        then(connection)
    return act


def records(connection: Connection) -> None:
    """Handshake records without end."""
    connection.receive()
    flood(connection, b"", b"\x16\x03\x03\x40\x00" + b"\x0b\x00\x3f\xfc" + b"z" * 16380)


def in_place_of_handshake(data: bytes) -> Act:
    """In answer to the ClientHello."""
    def act(connection: Connection) -> None:
        connection.receive()
        then_go_on(data)(connection)
    return act


def echo(reply_code: bytes) -> Act:
    """Refuses with all that the client has just said, as it is and decoded."""
    def act(connection: Connection) -> None:
        said = connection.line.encode()
        words = [said, *said.split()]
        for word in said.split():
            try:
                words.append(base64.b64decode(word, validate=True).replace(b"\0", b" ").replace(b"\1", b" "))
            except ValueError:
                pass
        connection.send(b"".join(reply_code + b"-" + word + b"\r\n" for word in words) + reply_code + b" no\r\n")
    return act


def challenges(*texts: bytes, again: bool = False, end: bytes = b"535 5.7.8 no\r\n") -> Act:
    """Challenges, ready to be sent, each after what the client had to say; `again`: over and over. A "*" ends them."""
    def act(connection: Connection) -> None:
        queue = list(texts)
        while queue:
            text = queue.pop(0)
            if again:
                queue.append(text)
            connection.send(text)
            if not connection.read_line():
                raise Over
            if connection.line == "*":
                connection.send(b"501 5.7.0 as you like\r\n")
                return
        connection.send(end)
    return act


def scram(first: str, end: bytes = b"235 2.7.0 welcome\r\n") -> Act:
    """A SCRAM server's first message, with the client's nonce in place of {nonce}; then `end`."""
    def act(connection: Connection) -> None:
        bare = base64.b64decode(connection.line.split()[2]).decode()
        nonce = bare.partition(",r=")[2]
        message = base64.b64encode(first.replace("{nonce}", nonce).encode())
        challenges(b"334 " + message + b"\r\n", end=end)(connection)
    return act
