# SPDX-License-Identifier: MIT
"""Who may send as whom: users of this machine by their socket's credentials, others by a password."""
from __future__ import annotations

import os
import smtplib
from base64 import b64encode
from pathlib import Path

from client import ANN, BOB, account_at, by_tcp, by_unix, serving, written
from program import Program, arrived
from server import Server

NOBODY = 65534  # "nobody", on every machine


def why_not() -> str:
    return "" if os.geteuid() == 0 else "only root can be another user"


def as_nobody(path: Path, sender: str, subject: str, recipient: str = BOB) -> str:
    """What the server says to it, by a process that is nobody's."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            with by_unix(path) as client:
                client.sendmail(sender, [recipient], arrived(subject))
            said = "250"
        except smtplib.SMTPSenderRefused as error:
            said = f"{error.smtp_code} {error.smtp_error.decode()}"
        except Exception as error:  # noqa: BLE001
            said = repr(error)
        os.write(write_end, said.encode())
        os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    said = os.read(read_end, 4096).decode()
    os.close(read_end)
    return said


def played(path: Path, work: Path, rule: str) -> list[tuple[str, str, bytes]]:
    """By rule and sender: what was said, and what came to the relay."""
    program, server = Program(path, work), Server().up()
    os.chmod(work, 0o755)
    config = account_at(work, server.port, rule)
    results = []
    with serving(program, "--config", config, "--listen", f"unix:{work}/in", "--socket-mode", "0666"):
        for sender in ("nobody@example.org", ANN, "", "root@example.org"):
            subject = f"as {sender}"
            said = as_nobody(work / "in", sender, subject)
            if said == "250":
                server.wait_for(server.taken.total() + (0 if server.contents.get(subject) else 1))
            results.append((sender, said, server.contents.get(subject, b"")))
    server.stop()
    return results


def everybody_may(path: Path, work: Path) -> list[str]:
    """And is not named."""
    return [f"{sender}: {said}, {content!r}" for sender, said, content in played(path, work, "")
            if said != "250" or not content.startswith(b"Received: by ") or b"nobody)" in content]


def only_himself(path: Path, work: Path) -> list[str]:
    rule = '[serve]\nsender = "own"\nreceived = true\n'
    found = []
    for sender, said, content in played(path, work, rule):
        own = sender in ("nobody@example.org", "")
        if said.startswith("250" if own else "553 5.7.1 nobody may not send as") and bool(content) == own:
            if own and b"Received: from client.example (nobody)\r\n\tby " not in content:
                found.append(f"no Received names him: {content!r}")
            continue
        found.append(f"{sender}: {said}, {content!r}")
    return found


def permitted(path: Path, work: Path) -> list[str]:
    rule = '[serve]\nsender = "own"\n[serve.senders]\nnobody = ["*@example.org"]\n'
    found = [f"{sender}: {said}" for sender, said, _ in played(path, work, rule) if said != "250"]
    trusted = work / "trusted"
    trusted.mkdir()
    more = played(path, trusted, '[serve]\nsender = "own"\ntrusted = ["nobody"]\n')
    return found + [f"trusted, {sender}: {said}" for sender, said, _ in more if said != "250"]


def made_himself(path: Path, work: Path) -> list[str]:
    """The relay is told nobody@example.org whoever he says he is."""
    program = Program(path, work)
    os.chmod(work, 0o755)
    config = account_at(work, Server().port, '[serve]\nsender = "rewrite"\n')
    with serving(program, "--config", config, "--listen", f"unix:{work}/in", "--socket-mode", "0666"):
        said = as_nobody(work / "in", ANN, "as ann")
    entries = [(work / "state/posthaste/queue/queue" / name).read_bytes() for name in program.files("queue")]
    fine = said == "250" and len(entries) == 1 and b"nobody@example.org" in entries[0]
    return [] if fine else [f"{said}, {entries}"]


def by_password(path: Path, work: Path) -> list[str]:
    """Over TCP nobody knows who calls, unless he logs in; on this machine that needs no TLS."""
    program, server = Program(path, work), Server().up()
    config = account_at(work, server.port, '[serve]\nsender = "own"\n')
    users = written(work, "users", "ann:right:horse\n")
    found = []
    with serving(program, "--config", config, "--listen", "127.0.0.1:0", "--users", str(users)) as it:
        with by_tcp(it.port) as client:
            code = client.docmd("MAIL", f"FROM:<{ANN}>")[0]
            found += [] if code == 503 or code >= 530 else [f"without EHLO or a login: {code}"]
            client.ehlo()
            unknown = client.mail(ANN)[0]
            found += [] if unknown == 550 else [f"nobody knows him: {unknown}"]
            client.login("ann", "right:horse")
            answers = [client.mail("bob@example.org")[0], client.mail(ANN)[0]]
            found += [] if answers == [553, 250] else [f"after a login: {answers}"]
        with by_tcp(it.port) as client:
            answers = []
            for password in ("wrong", "right", ""):
                client.ehlo_or_helo_if_needed()
                answers.append(client.docmd("AUTH", "PLAIN " + b64encode(f"\0ann\0{password}".encode()).decode())[0])
            found += [] if answers == [535, 535, 421] else [f"wrong passwords: {answers}"]
    if it.err.count('the login of "ann" was refused') != 3:
        found.append(f"nobody is told: {it.err}")
    server.stop()
    os.chmod(users, 0o644)
    refused = program.run([str(path), "serve", "--listen", "127.0.0.1:0", "--users", str(users)])
    return found + ([] if refused.status == 78 and "passwords" in refused.err else [f"open to all: {refused}"])


CASES = [everybody_may, only_himself, permitted, made_himself, by_password]
