# SPDX-License-Identifier: MIT
"""Cases around the start of TLS."""
from __future__ import annotations

from collections.abc import Mapping

from acts import (close, drip_handshake, garbage, in_place_of_handshake, part_of_handshake, records, reset,
                  stall)
from case import PATIENT, PROTOCOL, SHORT, TRY_LATER, Case
from server import Act, Nature

IN_PLACE = {
    "plain SMTP": b"220 mail.example ESMTP\r\n", "zeros": bytes(5000), "web": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "a record of its largest size": b"\x16\x03\x03\xff\xff" + b"\x02" * 65535,
    "empty records": b"\x16\x03\x03\x00\x00" * 5000, "SSL 2": b"\x80\x2e\x01\x00\x02" + bytes(50),
    "content ahead": b"\x17\x03\x03\x00\x10" + b"x" * 16, "every octet": bytes(range(256)) * 16,
    "warnings": b"\x15\x03\x03\x00\x02\x01\x70" * 1000,
}

GOODBYE = b"\x15\x03\x03\x00\x02\x01\x00"

INJECTED = {
    "a reply": b"250 injected\r\n", "half a reply": b"250-inj",
    "EHLO's reply": b"250-mail.example\r\n250 AUTH PLAIN\r\n",
    "an empty line": b"\r\n", "an octet": b"\0", "a handshake": b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00",
}


def _case(name: str, mode: str, act: Act, status: int, patience: int = PATIENT) -> Case:
    nature = Nature(tls=mode, mechanism="plain", at={"tls": act})
    return Case(f"{name} in place of a handshake ({mode})", nature, status, taken=0, phase="tls", auth="plain",
                patience=patience)


def _injection(name: str, data: bytes) -> Case:
    nature = Nature(tls="starttls", mechanism="plain", at={"starttls": b"220 go on\r\n" + data})
    return Case(f"{name} behind the answer to STARTTLS", nature, PROTOCOL, taken=0, phase="starttls", auth="plain",
                says="STARTTLS")


ACTS: Mapping[str, tuple[Act, int, int]] = {
    "closed": (close, TRY_LATER, PATIENT), "reset": (reset, TRY_LATER, PATIENT),
    "garbage": (garbage, PROTOCOL, PATIENT),
    "a goodbye": (in_place_of_handshake(GOODBYE), TRY_LATER, PATIENT), "silence": (stall, TRY_LATER, SHORT),
    "an octet at a time": (drip_handshake, TRY_LATER, SHORT), "records without end": (records, PROTOCOL, PATIENT),
    "some of it, then closed": (part_of_handshake(close), TRY_LATER, PATIENT),
    "some of it, then reset": (part_of_handshake(reset), TRY_LATER, PATIENT),
    "some of it, then silence": (part_of_handshake(stall), TRY_LATER, SHORT),
    "some of it, then garbage": (part_of_handshake(garbage), PROTOCOL, PATIENT),
}

TLS = [
    *(_case(name, mode, in_place_of_handshake(data), PROTOCOL)
      for mode in ("starttls", "implicit") for name, data in IN_PLACE.items()),
    *(_case(name, mode, *how) for mode in ("starttls", "implicit") for name, how in ACTS.items()),
    *(_injection(name, data) for name, data in INJECTED.items()),
]
