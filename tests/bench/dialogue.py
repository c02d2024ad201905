# SPDX-License-Identifier: MIT
"""The server's side of SMTP without any I/O: what the client sent goes in, replies come out.

It takes every message and judges nothing but order: what a client may not send before it has seen a reply
(RFC 2920 section 3.1) is noted as a violation, so that nobody saves a round trip by breaking the rules.
"""
from __future__ import annotations

import base64
from dataclasses import dataclass, field

USER = "bench"
PASSWORD = "correct horse"

# What must be the last of its group: the client has to see the reply before it sends more (RFC 2920 section 3.1,
# RFC 3207 section 4, RFC 4954 section 4; the greeting: RFC 5321 section 4.3.1). BDAT need not be.
GROUP_ENDS = {"greeting", "EHLO", "HELO", "STARTTLS", "AUTH", "DATA", "QUIT"}


@dataclass(frozen=True)
class Offers:
    """What the server has: extensions of its EHLO reply, and how TLS starts."""

    pipelining: bool = True
    chunking: bool = True
    tls: str = "plain"  # plain | starttls | implicit


@dataclass
class Taken:
    """What arrived on one connection."""

    messages: int = 0
    recipients: int = 0
    octets: int = 0
    violations: list[str] = field(default_factory=list)
    authenticated: bool = False


class Dialogue:
    """One connection. `events` names what arrived, for the counter of flights; `replies` is what to send."""

    def __init__(self, offers: Offers) -> None:
        self.offers = offers
        self.taken = Taken()
        self.replies = bytearray()
        self.events: list[str] = []
        self.tls_wanted = False
        self.encrypted = offers.tls == "implicit"
        self.closing = False
        self._input = bytearray()
        self._step = self._command
        self._unseen: list[str] = []  # commands whose replies the client has not been sent yet
        self._chunk_left = 0
        self._chunk_last = False

    def greet(self) -> None:
        self._unseen.append("greeting")
        self._say("220 bench.example ESMTP")

    def receive(self, data: bytes) -> None:
        self._input += data
        while self._input and not self.closing and self._step():
            pass

    def released(self) -> None:
        """The replies so far have left: the client may now know them."""
        self._unseen.clear()

    def secured(self) -> None:
        """TLS has started; what came in the clear behind STARTTLS is an injection and is dropped."""
        if self._input:
            self.taken.violations.append("bytes behind STARTTLS")
            self._input.clear()
        self.tls_wanted = False
        self.encrypted = True

    # Each step returns whether it got anywhere with what has arrived.

    def _command(self) -> bool:
        end = self._input.find(b"\n")
        if end < 0:
            return False
        line = bytes(self._input[:end]).rstrip(b"\r").decode("utf-8", "replace")
        del self._input[: end + 1]
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        self._judge(verb)
        self._unseen.append(verb)
        answer = getattr(self, "_on_" + verb.lower(), None)
        if answer:
            answer(rest)
        else:
            self._say("500 5.5.2 unknown command")
        return True

    def _judge(self, verb: str) -> None:
        self.events.append(verb)
        ended = GROUP_ENDS.intersection(self._unseen)
        if ended:
            self.taken.violations.append(f"{verb} before {ended.pop()} was answered")
        elif self._unseen and not self.offers.pipelining:
            self.taken.violations.append(f"{verb} before {self._unseen[-1]} was answered, without PIPELINING")

    def _say(self, line: str) -> None:
        self.replies += line.encode() + b"\r\n"

    def _on_ehlo(self, _: str) -> None:
        lines = ["bench.example", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN", "SIZE 1000000000"]
        lines += ["PIPELINING"] if self.offers.pipelining else []
        lines += ["CHUNKING"] if self.offers.chunking else []
        lines += ["STARTTLS"] if self.offers.tls == "starttls" and not self.encrypted else []
        lines += ["AUTH PLAIN"] if self.encrypted else []
        for line in lines[:-1]:
            self._say("250-" + line)
        self._say("250 " + lines[-1])

    def _on_helo(self, _: str) -> None:
        self._say("250 bench.example")

    def _on_starttls(self, _: str) -> None:
        self._say("220 2.0.0 go ahead")
        self.tls_wanted = True

    def _on_auth(self, rest: str) -> None:
        mechanism, _, response = rest.partition(" ")
        if mechanism.upper() != "PLAIN" or not self.encrypted:
            self._say("504 5.5.4 only PLAIN, and only inside TLS")
        elif response:
            self._authenticate(response)
        else:
            self._say("334 ")
            self._step = self._auth_response

    def _auth_response(self) -> bool:
        end = self._input.find(b"\n")
        if end < 0:
            return False
        response = bytes(self._input[:end]).strip().decode("ascii", "replace")
        del self._input[: end + 1]
        self._step = self._command
        self._judge("response")
        self._unseen.append("AUTH")
        self._authenticate(response)
        return True

    def _authenticate(self, response: str) -> None:
        wanted = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        self.taken.authenticated = response == wanted
        self._say("235 2.7.0 welcome" if self.taken.authenticated else "535 5.7.8 wrong user or password")

    def _on_mail(self, _: str) -> None:
        if self.encrypted and not self.taken.authenticated:
            self._say("530 5.7.0 authenticate first")
        else:
            self._say("250 2.1.0 sender ok")

    def _on_rcpt(self, _: str) -> None:
        self.taken.recipients += 1
        self._say("250 2.1.5 recipient ok")

    def _on_rset(self, _: str) -> None:
        self._say("250 2.0.0 ok")

    _on_noop = _on_rset

    def _on_quit(self, _: str) -> None:
        self._say("221 2.0.0 bye")
        self.closing = True

    def _on_data(self, _: str) -> None:
        self._say("354 go on")
        self._input[:0] = b"\r\n"  # so that a lone dot in the first line ends the message like any other
        self.taken.octets -= 2
        self._step = self._content

    def _content(self) -> bool:
        if self._input != b"\r\n":
            self._note_content()
        end = self._input.find(b"\r\n.\r\n")
        if end < 0:
            self._keep(max(0, len(self._input) - 4))
            return False
        self._keep(end + 2)
        del self._input[:3]
        self._step = self._command
        self._unseen = ["content"]  # DATA's reply has been seen, or the violation has been noted
        self._accept()
        return True

    def _note_content(self) -> None:
        if self.events[-1:] != ["content"]:
            self.events.append("content")
            if "DATA" in self._unseen:
                self.taken.violations.append("content before the reply to DATA")

    def _on_bdat(self, rest: str) -> None:
        size, _, last = rest.partition(" ")
        if not self.offers.chunking or not size.isdigit():
            self._say("503 5.5.1 not now")
            return
        self._chunk_left, self._chunk_last = int(size), last.strip().upper() == "LAST"
        self._step = self._chunk
        if self._chunk_left == 0:
            self._end_of_chunk()

    def _chunk(self) -> bool:
        here = min(self._chunk_left, len(self._input))
        self._chunk_left -= here
        self._keep(here)
        if self._chunk_left == 0:
            self._end_of_chunk()
        return True

    def _end_of_chunk(self) -> None:
        self._step = self._command
        if self._chunk_last:
            self._accept()
        else:
            self._say("250 2.0.0 chunk taken")

    def _keep(self, count: int) -> None:
        self.taken.octets += count
        del self._input[:count]

    def _accept(self) -> None:
        self.taken.messages += 1
        self._say("250 2.0.0 message taken")
