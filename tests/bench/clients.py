# SPDX-License-Identifier: MIT
"""The clients that are measured, and how each is told to send one message. None reads a configuration of the user's."""
from __future__ import annotations

import base64
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dialogue import PASSWORD, USER

SENDER = "sender@example.org"


@dataclass(frozen=True)
class Job:
    """One message to one server. `home` is a directory of this job's own: nothing survives from one job to the next
    unless they share it."""

    home: Path
    port: int
    message: Path
    tls: str = "plain"  # plain | starttls | implicit
    trust: Path = Path("/nonexistent")
    recipients: int = 1
    attachment: Path | None = None  # then the message is only a text, and the client composes

    @property
    def to(self) -> list[str]:
        return [f"recipient{number}@example.net" for number in range(self.recipients)]

    def file(self, name: str, text: str) -> Path:
        path = self.home / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def environment(self) -> dict[str, str]:
        state = self.home / "state"
        state.mkdir(exist_ok=True)
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(self.home), "LANG": "C.UTF-8",
                "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(self.home), "XDG_CACHE_HOME": str(self.home),
                "TMPDIR": os.environ.get("TMPDIR", "/tmp"), "POSTHASTE_QUEUE": "never"}


Arguments = list[str]


@dataclass(frozen=True)
class Client:
    name: str
    path: Path
    _arguments: Callable[[Job], Arguments]
    note: str = ""
    large_messages: bool = True  # can send those of 200 MB
    composes: bool = False  # makes the message of a text and an attachment

    def command(self, job: Job) -> Arguments:
        return [str(self.path), *self._arguments(job)]


def _posthaste_server(job: Job) -> Arguments:
    scheme = "smtps" if job.tls == "implicit" else "smtp"
    arguments = ["--no-queue", "--server", f"{scheme}://localhost:{job.port}"]
    if job.tls == "plain":
        return [*arguments, "--tls", "none"]
    arguments += ["--tls", job.tls, "--tls-ca", str(job.trust), "--auth", "plain", "--user", USER]
    return [*arguments, "--password-file", str(job.file("password", PASSWORD + "\n"))]


def posthaste(job: Job) -> Arguments:
    if not job.attachment:
        return ["-C", "/dev/null", "-i", "-f", SENDER, *_posthaste_server(job), "--", *job.to]
    arguments = ["send", "--config", "/dev/null", "--from", SENDER, "--subject", "bench", "--body-file", "-"]
    return [*arguments, "--attach", str(job.attachment), *_posthaste_server(job), "--", *job.to]


def floor(job: Job) -> Arguments:
    arguments = ["-m", job.tls, "-p", str(job.port), "-f", SENDER]
    if job.tls != "plain":
        response = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        arguments += ["-c", str(job.trust), "-a", response]
    return [*arguments, "--", *job.to]


def msmtp(job: Job) -> Arguments:
    lines = ["account bench", "host localhost", f"port {job.port}", f"from {SENDER}"]
    if job.tls != "plain":
        lines += ["tls on", f"tls_starttls {'on' if job.tls == 'starttls' else 'off'}", f"tls_trust_file {job.trust}"]
        lines += ["auth plain", f"user {USER}", f'password "{PASSWORD}"']
    return ["-C", str(job.file("msmtprc", "\n".join(lines) + "\n")), "-a", "bench", "--", *job.to]


def curl(job: Job) -> Arguments:
    scheme = "smtps" if job.tls == "implicit" else "smtp"
    lines = [f'url = "{scheme}://localhost:{job.port}/localhost"', f'mail-from = "{SENDER}"']
    lines += _curl_form(job, job.attachment) if job.attachment else ["crlf", 'upload-file = "-"']
    lines += [f'mail-rcpt = "{recipient}"' for recipient in job.to]
    if job.tls != "plain":
        lines += ["ssl-reqd", f'cacert = "{job.trust}"', f'user = "{USER}:{PASSWORD}"', "sasl-ir"]
        lines += ['login-options = "AUTH=PLAIN"']
    return ["-q", "-sS", "-K", str(job.file("curlrc", "\n".join(lines) + "\n"))]


def _curl_form(job: Job, attachment: Path) -> list[str]:
    lines = [f'header = "{line}"' for line in (f"From: <{SENDER}>", f"To: {', '.join(job.to)}", "Subject: bench")]
    return [*lines, f'form = "=<{job.message};type=text/plain"',
            f'form = "file=@{attachment};type=application/octet-stream;encoder=base64"']


def s_nail(job: Job) -> Arguments:
    scheme = "smtps" if job.tls == "implicit" else "smtp"
    sign_in = "" if job.tls == "plain" else f"{USER}:{PASSWORD.replace(' ', '%20')}@"
    settings = ["v15-compat", f"mta={scheme}://{sign_in}localhost:{job.port}", f"from={SENDER}", "sendwait", "nosave"]
    settings += ["smtp-auth=" + ("none" if job.tls == "plain" else "plain")]
    settings += ["smtp-use-starttls"] if job.tls == "starttls" else []
    if job.tls != "plain":
        settings += ["tls-verify=strict", f"tls-ca-file={job.trust}", "tls-ca-no-defaults"]
    attachment = ["-a", str(job.attachment)] if job.attachment else []
    return ["-:/", *(f"-S{setting}" for setting in settings), "-s", "bench", *attachment, *job.to]


def swaks(job: Job) -> Arguments:
    arguments = ["--server", "localhost", "--port", str(job.port), "--helo", "localhost", "--silent", "3"]
    arguments += ["--from", SENDER, "--to", ",".join(job.to), "--data", "-"]
    if job.tls != "plain":
        arguments += ["--tls" if job.tls == "starttls" else "--tls-on-connect", "--tls-verify"]
        arguments += ["--tls-ca-path", str(job.trust)]
        arguments += ["--auth", "PLAIN", "--auth-user", USER, "--auth-password", PASSWORD]
    return arguments


PEERS: dict[str, tuple[Callable[[Job], Arguments], str, bool, bool]] = {
    "msmtp": (msmtp, "", True, False),
    "curl": (curl, "", True, True),
    "s-nail": (s_nail, "composes the message from a text; cannot send a ready one", False, True),
    "swaks": (swaks, "keeps several copies of the message in memory: not sent large ones", False, False),
}


def find_peers(names: list[str], places: dict[str, str]) -> tuple[list[Client], list[str]]:
    """Those of the named peers that are there, on PATH or where `places` says; and the names of those that are not."""
    found, absent = [], []
    for name in filter(None, names):
        if name not in PEERS:
            sys.exit(f"run.py: no peer {name}; there are {', '.join(PEERS)}")
        arguments, note, large, composes = PEERS[name]
        path = shutil.which(places.get(name, name))
        if path:
            found.append(Client(name, Path(path).absolute(), arguments, note, large, composes))
        else:
            absent.append(name)
    return found, absent
