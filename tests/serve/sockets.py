# SPDX-License-Identifier: MIT
"""Where posthaste serve listens, for whom, and how it ends."""
from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

from client import ANN, BOB, Serving, account_at, by_tcp, by_unix, raw, read_to_end, serving
from program import LIMIT, Program, arrived
from server import Server


def a_message_each_way(path: Path, work: Path) -> list[str]:
    program, server = Program(path, work), Server().up()
    config = account_at(work, server.port)
    with serving(program, "--config", config, "--listen", "127.0.0.1:0", "--listen", f"unix:{work}/in", count=2) as it:
        mode = stat.S_IMODE(os.stat(work / "in").st_mode)
        with by_tcp(it.port) as client:
            client.sendmail(ANN, [BOB], arrived("tcp"))
        with by_unix(work / "in") as client:
            for number in range(20):
                client.sendmail(ANN, [BOB], arrived(f"unix {number}"))
        found = [] if server.wait_for(21) else [f"{server.taken.total()} of 21 arrived"]
    server.stop()
    if mode != 0o600:
        found.append(f"the socket's mode is {mode:o}")
    if (work / "in").exists():
        found.append("the socket was left behind")
    if server.connections > 12:
        found.append(f"{server.connections} connections for 20 messages of one client")
    return found + [f"{each}" for each in program.leftovers()]


def ours_again(path: Path, work: Path) -> list[str]:
    """A socket whose server was killed is used again; one that somebody listens at is not."""
    program = Program(path, work)
    words = ("--deliver", f"maildir:{work}/box", "--listen", f"unix:{work}/in")
    killed = Serving(program, words).listens()
    killed.stop(signal.SIGKILL)
    found = [] if (work / "in").exists() else ["there is nothing to be used again"]
    with serving(program, *words):
        second = Serving(program, words)
        status = second.process.wait(LIMIT)
        second.stop()
        if status != 73 or "cannot listen" not in second.err:
            found.append(f"two at one socket: {status}, {second.err}")
        with by_unix(work / "in") as client:
            client.noop()
    return found


def not_for_the_world(path: Path, work: Path) -> list[str]:
    program = Program(path, work)
    found = []
    for words in (("--listen", "0.0.0.0:0"), ("--listen", "[::]:0"), ("--listen", "0.0.0.0:0", "--allow-remote")):
        service = Serving(program, words)
        status = service.process.wait(LIMIT)
        service.stop()
        if status != 64 or "listening" in service.err:
            found.append(f"{words}: {status}, {service.err}")
    return found


def browsers(path: Path, work: Path) -> list[str]:
    """What a page makes a browser send to a port of this machine is no mail."""
    program = Program(path, work)
    body = f"MAIL FROM:<{ANN}>\r\nRCPT TO:<{BOB}>\r\nDATA\r\n" + "Subject: x\r\n\r\nx\r\n.\r\n"
    with serving(program, "--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0") as it:
        with raw(it.port) as stream:
            stream.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            answer = read_to_end(stream)
        with raw(it.port) as stream:  # what TURN over TCP begins with
            stream.sendall(b"\x00\x03\x00\x08\r\n" + b"EHLO x\r\n" + body.encode())
            answer += read_to_end(stream)
    return [] if not (work / "box").exists() and b"250" not in answer else [f"{answer!r}"]


def activated(path: Path, work: Path) -> list[str]:
    """The socket is systemd's: descriptor 3, and it stays when we end."""
    program = Program(path, work)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        starter = ("import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_FDS='1', "
                   "LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])")
        process = subprocess.Popen([sys.executable, "-c", starter, str(listener.fileno()), str(path), "serve",
                                    "--deliver", f"maildir:{work}/box"], stdin=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=program.environment(), cwd=work,
                                   pass_fds=(listener.fileno(),))
        with by_tcp(port) as client:
            client.sendmail(ANN, [BOB], arrived("activated"))
        process.terminate()
        _, err = process.communicate(timeout=LIMIT)
    found = [] if process.returncode == 0 else [f"status {process.returncode}: {err!r}"]
    return found + ([] if len(list((work / "box/new").iterdir())) == 1 else ["nothing was kept"])


def told_to_end(path: Path, work: Path) -> list[str]:
    """Clients are told; a message of which the end has not come is not kept, and everything ends."""
    program = Program(path, work)
    service = Serving(program, ("--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0")).listens()
    with raw(service.port) as idle, raw(service.port) as busy:
        idle.recv(4096)
        busy.sendall(f"EHLO x\r\nMAIL FROM:<{ANN}>\r\nRCPT TO:<{BOB}>\r\nDATA\r\n".encode())
        text = b""
        while b"354" not in text:
            text += busy.recv(4096)
        busy.sendall(b"Subject: half\r\n\r\nof it\r\n")
        status = service.stop()
        answers = [read_to_end(idle), read_to_end(busy)]
    found = [] if status == 0 else [f"status {status}: {service.err}"]
    if not all(b"421" in answer for answer in answers):
        found.append(f"they were told {answers}")
    return found + (["something was kept"] if (work / "box").exists() else [])


def too_many(path: Path, work: Path) -> list[str]:
    """Those over the limit wait their turn; a message is not lost for it."""
    program = Program(path, work)
    with serving(program, "--deliver", f"maildir:{work}/box", "--listen", "127.0.0.1:0",
                 "--max-connections", "2") as it:
        first, second, third = raw(it.port), raw(it.port), raw(it.port)
        greetings = [first.recv(4096), second.recv(4096)]
        first.close()
        greetings.append(third.recv(4096))
        second.close()
        third.close()
    return [] if all(each.startswith(b"220") for each in greetings) else [f"{greetings}"]


def in_circles(path: Path, work: Path) -> list[str]:
    """What is taken is not to come back, by whatever name the way there is called."""
    program = Program(path, work)
    (work / "link").symlink_to(work)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    found = []
    for where, server in ((f"unix:{work}/in", f"unix:{work}/in"), (f"unix:{work}/in", f"unix:{work}/link/in"),
                          (f"127.0.0.1:{port}", f"smtp://localhost:{port}")):
        config = work / "config.toml"
        config.write_text(f'[account.self]\nserver = "{server}"\n')
        for words in (("--config", str(config)), ("--server", server)):
            service = Serving(program, (*words, "--listen", where))
            status = service.process.wait(LIMIT)
            service.stop()
            if status != 78 or "leads back" not in service.err or (work / "in").exists():
                found.append(f"{where} {words}: {status}: {service.err}")
    return found


def few_send(path: Path, work: Path) -> list[str]:
    """However many calls there are, a few processes speak to a relay that says nothing; and nothing is left behind."""
    program, server = Program(path, work), Server(gate="greeting").up()
    with serving(program, "--config", account_at(work, server.port), "--listen", f"unix:{work}/in"):
        for number in range(40):
            with by_unix(work / "in") as client:
                client.sendmail(ANN, [BOB], arrived(f"of many {number}"))
        connections = server.connections
        server.opened.set()
        found = [] if server.wait_for(40) else [f"{server.taken.total()} of 40 arrived"]
    server.stop()
    return found + ([] if connections <= 5 else [f"{connections} connections at once"])


def never_waits_for_the_relay(path: Path, work: Path) -> list[str]:
    """More messages in one conversation than the process behind it can be told of while the relay is silent."""
    program = Program(path, work)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        config = account_at(work, silent.getsockname()[1])
        one = f"MAIL FROM:<{ANN}>\r\nRCPT TO:<{BOB}>\r\nBDAT 14 LAST\r\nSubject: x\r\n\r\n"
        with serving(program, "--config", config, "--listen", f"unix:{work}/in"), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(LIMIT)
            client.connect(f"{work}/in")
            everything = ("EHLO x\r\n" + 3300 * one + "QUIT\r\n").encode()
            sending = threading.Thread(target=client.sendall, args=(everything,))
            sending.start()
            answered = read_to_end(client).count(b"250 2.0.0 queued as")
            sending.join()
    kept = len(program.files("queue"))
    return [] if (answered, kept) == (3300, 3300) else [f"{answered} answered, {kept} kept of 3300"]


def from_elsewhere_on_stdin(path: Path, work: Path) -> list[str]:
    """inetd's clients are not who started us: with rules, a socket that another user connected is that user's."""
    program = Program(path, work)
    config = account_at(work, Server().port, '[serve]\nsender = "own"\n')
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with raw(listener.getsockname()[1]) as client:
            theirs, _ = listener.accept()
            with theirs:
                process = subprocess.Popen([str(path), "-C", config, "-bs"], stdin=theirs, stdout=theirs,
                                           stderr=subprocess.PIPE, env=program.environment(), cwd=work)
            client.sendall(f"EHLO x\r\nMAIL FROM:<{ANN}>\r\nQUIT\r\n".encode())
            answer = read_to_end(client)
            process.communicate(timeout=LIMIT)
    return [] if b"550 5.7.1 nobody here knows" in answer else [f"{answer!r}"]


CASES = [a_message_each_way, ours_again, not_for_the_world, browsers, activated, told_to_end, too_many, in_circles, few_send,
         never_waits_for_the_relay, from_elsewhere_on_stdin]
