#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verify.py PARSER POSTHASTE: what posthaste makes of the table in messages.py, as a parser reads it that is not ours. All
that was given must come back: subject, names and addresses, texts, names and octets of files; and what is within what must
be right. What a parser is known to get wrong stands in its QUIRKS, by the title of the message, and must be wrong still: a
quirk that has gone is to be removed."""

import importlib
import os
import sys

sys.dont_write_bytecode = True

from messages import MESSAGES, compose, tree  # noqa: E402 (no bytecode beside the sources)
from reading import Missing  # noqa: E402


def lines(text):
    """Ends of lines are the transport's. Whether the last has one is not told apart: a part's may belong to the boundary."""
    return text.replace("\r\n", "\n").rstrip("\n") if text is not None else ""


def differences(message, read):
    """What of the message came back otherwise: (what, given, read)."""
    pairs = [
        ("subject", message.subject, read.subject),
        ("to", message.to, read.to),
        ("text", lines(message.text), lines(read.texts.get("text/plain"))),
        ("html", lines(message.html), lines(read.texts.get("text/html"))),
        ("names", [name for name, _ in message.inlined + message.files], [name for name, _ in read.files]),
        ("octets", [octets for _, octets in message.inlined + message.files], [octets for _, octets in read.files]),
        ("tree", tree(message), read.tree),
        ("defects", [], read.defects),
    ]
    return [(what, given, got) for what, given, got in pairs if given != got]


def check(message, read, quirks):
    wrong = {what: (given, got) for what, given, got in differences(message, read)}
    known = quirks.get(message.title, set())
    complaints = ["%s: %s\n    given %a\n    read  %a" % (message.title, what, given, got)
                  for what, (given, got) in wrong.items() if what not in known]
    return complaints + ["%s: %s is read right: no quirk any more" % (message.title, what) for what in known - wrong.keys()]


def main():
    try:
        parser = importlib.import_module("by_" + sys.argv[1])
        parser.find()
    except Missing as missing:
        print("SKIP:", missing)
        return 77
    complaints = []
    for message in MESSAGES:
        complaints += check(message, parser.read(compose(message, os.path.abspath(sys.argv[2]))), parser.QUIRKS)
    unknown = parser.QUIRKS.keys() - {message.title for message in MESSAGES}
    complaints += ["a quirk of no message: " + title for title in unknown]
    print("\n".join(complaint[:2000] for complaint in complaints) or "%d messages read as they were given" % len(MESSAGES))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
