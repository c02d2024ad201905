# SPDX-License-Identifier: MIT
"""The counter of flights, tried on clients whose flights are known: those that wait, those that only dawdle, those that
do not keep to the rules."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import flights  # noqa: E402
import stillness  # noqa: E402
from bench import Bench  # noqa: E402
from clients import Client, Job  # noqa: E402

# A client in a few lines: `?` waits for a reply, `...` computes for a while without waiting for anything, all else is
# sent, each word by a write of its own.
SCRIPT = """
import hashlib, socket, sys
server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
replies = server.makefile("rb")
for word in sys.argv[2:]:
    if word == "?":
        while replies.readline()[3:4] == b"-":
            pass
    elif word == "...":
        hashlib.sha256(bytes(100_000_000)).digest()
    else:
        server.sendall(word.encode() + b"\\r\\n")
"""
EHLO, MAIL, RCPT, CHUNK, QUIT = "EHLO x", "MAIL FROM:<a@x>", "RCPT TO:<b@x>", "BDAT 3 LAST\r\nx", "QUIT"


class Counter(unittest.TestCase):
    def count(self, words: list[str], extensions: str = "P+C") -> flights.Count:
        def arguments(job: Job) -> list[str]:
            return ["-c", SCRIPT, str(job.port), *words]

        client = Client("script", Path(sys.executable), arguments)
        with tempfile.TemporaryDirectory() as work:
            bench = Bench(Path(work), Path(work), [client], "", 1, 0, [])
            return flights.count(bench, client, "plain", extensions, 1)

    def test_one_flight_for_what_needs_no_reply(self) -> None:
        count = self.count(["?", EHLO, "?", MAIL, RCPT, CHUNK, QUIT, "?", "?", "?", "?"])
        self.assertEqual((count.flights, count.trace), (2, "EHLO | MAIL RCPT BDAT QUIT"))
        self.assertEqual(count.complaint(), "")

    def test_one_flight_however_slowly_it_comes(self) -> None:
        count = self.count(["?", EHLO, "?", MAIL, "...", RCPT, "...", CHUNK, QUIT, "?", "?", "?", "?"])
        self.assertEqual(count.flights, 2, count.trace)

    def test_a_flight_for_each_reply_waited_for(self) -> None:
        count = self.count(["?", EHLO, "?", MAIL, "?", RCPT, "?", CHUNK, "?", QUIT, "?"])
        self.assertEqual((count.flights, count.trace), (5, "EHLO | MAIL | RCPT | BDAT | QUIT"))
        self.assertIn("5 flights, not 2", count.complaint())

    def test_no_flight_for_what_is_not_answered_yet(self) -> None:
        chunk = ["BDAT 9 LAST\r\nx", "...", "y", "...", "z"]
        count = self.count(["?", EHLO, "?", MAIL, RCPT, *chunk, QUIT, "?", "?", "?", "?"])
        self.assertEqual(count.flights, 2, count.trace)

    def test_the_greeting_must_be_awaited(self) -> None:
        count = self.count([EHLO, "?", "?", MAIL, RCPT, CHUNK, QUIT, "?", "?", "?", "?"])
        self.assertEqual(count.violations, ["EHLO before greeting was answered"])

    def test_nothing_may_follow_ehlo_in_its_group(self) -> None:
        count = self.count(["?", EHLO, MAIL, RCPT, CHUNK, QUIT, "?", "?", "?", "?", "?"])
        self.assertIn("MAIL before EHLO was answered", count.violations)
        self.assertNotEqual(count.complaint(), "")

    def test_no_groups_without_pipelining(self) -> None:
        words = ["?", EHLO, "?", MAIL, RCPT, "?", "?", "DATA", "?", "x", ".", "?", QUIT, "?"]
        self.assertEqual(self.count(words, "none").violations, ["RCPT before MAIL was answered, without PIPELINING"])

    def test_content_needs_the_reply_to_data(self) -> None:
        words = ["?", EHLO, "?", MAIL, RCPT, "DATA", "x", ".", QUIT, "?", "?", "?", "?", "?"]
        self.assertIn("content before the reply to DATA", self.count(words, "P").violations)


if __name__ == "__main__":
    if not stillness.available():
        print(f"SKIP: {flights.UNCOUNTABLE}")
        sys.exit(77)
    unittest.main()
