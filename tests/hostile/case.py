# SPDX-License-Identifier: MIT
"""A case: what the server is like and how the program must end. What must hold in every case is in check.py."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server import Act, Nature

OK, REFUSED_RECIPIENT, REFUSED, TRY_LATER, PROTOCOL, NOT_ALLOWED = 0, 67, 69, 75, 76, 77

# Seconds for --timeout: more than a case can take that does not wait for it, and as few as leave room for all that goes
# well before. For QUIT the program waits no longer than 5 seconds by itself.
PATIENT, SHORT = 40, 3

PLAIN_PHASES = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit")
SECURE_PHASES = ("starttls", "secure ehlo", "auth", "secure mail", "secure dot", "secure quit")

AHEAD = ("PIPELINING", "CHUNKING")  # all from MAIL to QUIT comes in one flight
AHEAD_PHASES = ("mail", "rcpt", "dot", "quit")


@dataclass(frozen=True)
class Case:
    name: str
    nature: Nature
    status: int | tuple[int, ...]  # several where it does not matter which
    taken: int  # messages that the server had, whole, when all was over
    phase: str = ""  # where the server begins to be hostile: of what comes later, nothing may have been said
    patience: int = PATIENT
    message: str = "small"
    auth: str = ""  # the mechanism, when a password is used
    recipients: int = 1
    servers: int = 1  # how many the account has; all of them are this one
    connections: int = 1
    says: str = ""  # on stderr


def nature_at(phase: str, act: Act) -> Nature:
    """The plainest server that comes to this phase."""
    if phase in SECURE_PHASES:
        return Nature(tls="starttls", mechanism="plain", at={phase: act})
    return Nature(at={phase: act})


def at(name: str, phase: str, act: Act, status: int, patience: int = PATIENT, says: str = "") -> Case:
    """The server takes the message only where it is hostile after that."""
    nature = nature_at(phase, act)
    last = phase.removeprefix("secure ")
    return Case(name=f"{name} at {phase}", nature=nature, status=status, taken=int(last in ("dot", "quit")),
                phase=phase, patience=patience, message="large" if phase == "body" else "small",
                auth=nature.mechanism, says=says)


def ahead(name: str, phase: str, act: Act, status: int, patience: int = PATIENT) -> Case:
    nature = Nature(offers=AHEAD, at={phase: act})
    return Case(name=f"{name} at {phase}, all sent ahead", nature=nature, status=status,
                taken=int(phase in ("dot", "quit")), patience=patience)


def everywhere(acts: Mapping[str, Act], status: int, patience: int = PATIENT,
               phases: Iterable[str] = PLAIN_PHASES + SECURE_PHASES) -> list[Case]:
    """The same status wherever it happens, but for two places: whether a message was taken cannot be known after its
    end (so: later, whatever went wrong), and once it was taken, nothing can go wrong any more."""
    special = {"dot": TRY_LATER, "quit": OK}
    return [at(name, phase, act, special.get(phase.removeprefix("secure "), status),
               PATIENT if phase.endswith("quit") else patience)
            for name, act in acts.items() for phase in phases]
