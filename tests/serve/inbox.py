# SPDX-License-Identifier: MIT
"""serve --deliver maildir:DIR: what a program sends is kept as it came, so that its tests can look at it."""
from __future__ import annotations

from pathlib import Path

from client import ANN, BOB, by_tcp, serving
from program import Program


def as_it_came(path: Path, work: Path) -> list[str]:
    """Bcc, odd fields and all; whom it was for by the envelope stands in front."""
    program = Program(path, work)
    message = b"Bcc: secret@example.net\r\nX-Odd:  two  blanks \r\n\r\n..dots\r\n.\r\nlast"
    recipients = [BOB, "carol@example.net"]
    with serving(program, "--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0") as it, by_tcp(it.port) as client:
        client.sendmail(ANN, recipients, message)
        client.sendmail("", [BOB], b"Subject: null sender\r\n\r\n\r\n")
    kept = sorted((each.read_bytes() for each in (work / "box/new").iterdir()), key=len, reverse=True)
    front = f"Return-Path: <{ANN}>\nDelivered-To: {BOB}\nDelivered-To: carol@example.net\n".encode()
    found = [] if kept and kept[0] == front + message.replace(b"\r\n", b"\n") + b"\n" else [f"kept {kept[:1]}"]
    return found + ([] if len(kept) == 2 and kept[1].startswith(b"Return-Path: <>\n") else [f"kept {kept[1:]}"])


def no_configuration(path: Path, work: Path) -> list[str]:
    """Nothing else has a say in it: neither an account that is damaged nor the queue."""
    program = Program(path, work)
    config = work / "config/posthaste/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("not TOML")
    with serving(program, "--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0") as it, by_tcp(it.port) as client:
        client.sendmail(ANN, [BOB], b"Subject: x\r\n\r\nx\r\n")
    return [f"left {each}" for each in program.leftovers()]


def too_large(path: Path, work: Path) -> list[str]:
    program = Program(path, work)
    with serving(program, "--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0", "--max-message", "2K") as it, \
            by_tcp(it.port) as client:
        client.ehlo()
        offered = client.esmtp_features.get("size")
        by_size = client.mail(ANN, ["SIZE=5000"])
        client.rset()
        client.mail(ANN)
        client.rcpt(BOB)
        by_octets = client.data(b"Subject: x\r\n\r\n" + b"x" * 70 * 1024 + b"\r\n")
        client.sendmail(ANN, [BOB], b"Subject: small\r\n\r\nx\r\n")
    kept = list((work / "box/new").iterdir())
    answers = (offered, by_size[0], by_octets[0], len(kept))
    return [] if answers == ("2048", 552, 552, 1) else [f"{answers}"]


CASES = [as_it_came, no_configuration, too_large]
