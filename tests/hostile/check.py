# SPDX-License-Identifier: MIT
"""What must hold in every case, whatever the server does."""
from __future__ import annotations

import base64
import json
import re

from case import Case
from program import PASSWORD, USER, Ended
from server import Log

ORDER = {"greeting": 0, "ehlo": 1, "starttls": 2, "tls": 3, "secure ehlo": 4, "auth": 5, "mail": 6, "rcpt": 7,
         "data": 8, "body": 9, "dot": 9, "quit": 10}
VERB_PHASE = {"EHLO": "ehlo", "LHLO": "ehlo", "STARTTLS": "starttls", "AUTH": "auth", "MAIL": "mail", "RCPT": "rcpt",
              "DATA": "data"}

# Controls but the line end; C1 and what turns the direction of writing, in UTF-8.
RAW = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _base64_anywhere(text: bytes) -> list[bytes]:
    """What stands for it within base64, by where in three octets it begins: without the ends, which its neighbours
    change."""
    return [base64.b64encode(b"\0" * shift + text)[4 if shift else 0:-4] for shift in range(3)]


TO_READ_BYTES = 6000  # of what is told besides the transcript

SECRETS = [PASSWORD.encode(), *_base64_anywhere(PASSWORD.encode()), PASSWORD.encode().hex().encode(),
           base64.b64encode(f"\0{USER}\0{PASSWORD}".encode())]


def complaints(case: Case, ended: Ended, log: Log) -> list[str]:
    if not ended.by_itself:
        return ["it did not end by itself"]
    found = list(log.problems)
    wanted = case.status if isinstance(case.status, tuple) else (case.status,)
    if ended.status not in wanted:
        found.append(f"exit status {ended.status}, not {case.status}")
    if log.taken != case.taken:
        found.append(f"the server has the message {log.taken} times, not {case.taken}")
    if log.connections != case.connections:
        found.append(f"{log.connections} connections, not {case.connections}")
    return found + _said_too_much(case, ended, log) + _shown(case, ended) + _told(case, ended)


def _said_too_much(case: Case, ended: Ended, log: Log) -> list[str]:
    if not case.phase or ended.status == 0:
        return []
    last = ORDER.get(case.phase, ORDER[case.phase.removeprefix("secure ")])
    later = [verb for verb in log.verbs if ORDER[VERB_PHASE.get(verb, "greeting")] > last]
    return [f"{' '.join(later)} after it had gone wrong"] if later else []


def _shown(case: Case, ended: Ended) -> list[str]:
    found = []
    for name, octets in (("stdout", ended.out), ("stderr", ended.err)):
        if any(secret in octets for secret in SECRETS):
            found.append(f"the password is on {name}")
        try:
            raw = RAW.search(octets.decode())
        except UnicodeDecodeError as error:
            found.append(f"{name} is not UTF-8: {error}")
            continue
        if raw:
            found.append(f"{name} has {raw.group()!r} in it")
    if case.says.encode() not in ended.err:
        found.append(f"stderr does not say {case.says!r}")
    return found


def _told(case: Case, ended: Ended) -> list[str]:
    """The JSON agrees with the exit status, and names every recipient."""
    try:
        told = json.loads(ended.out)
    except ValueError as error:
        return [f"stdout is not JSON: {error}"]
    verdicts = [recipient["verdict"] for recipient in told["recipients"]]
    found = [] if told["exit_status"] == ended.status else [f"stdout tells of exit status {told['exit_status']}"]
    if len(verdicts) != case.recipients:
        found.append(f"{len(verdicts)} recipients on stdout")
    if (ended.status == 0) != all(verdict == "delivered" for verdict in verdicts):
        found.append(f"exit status {ended.status}, but stdout says {', '.join(verdicts)}")
    told_people = [line for line in ended.err.splitlines() if line.startswith(b"posthaste: ")]
    if bool(ended.status) != bool(told_people):
        found.append(f"{len(told_people)} lines on stderr besides the transcript")
    if sum(map(len, told_people)) > TO_READ_BYTES:
        found.append("more on stderr than anybody reads")
    return found
