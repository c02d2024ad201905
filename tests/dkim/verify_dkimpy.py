#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verify_dkimpy.py ZONE MESSAGE...: a line for each message, with "pass" or "fail" of each signature, as dkimpy says.
ZONE: lines of a name, a TAB and the text of its record, in the place of the DNS."""

import re
import sys

import dkim
import nacl.signing  # noqa: F401 (ed25519)


def passes(message, index, records):
    try:
        return dkim.DKIM(message).verify(index, dnsfunc=lambda name, timeout=5: records.get(name.decode().rstrip(".")))
    except dkim.DKIMException:
        return False


def main():
    with open(sys.argv[1]) as zone:
        records = dict(line.rstrip("\n").split("\t", 1) for line in zone)
    for path in sys.argv[2:]:
        with open(path, "rb") as file:
            message = file.read()
        head = message.partition(b"\r\n\r\n")[0]
        count = len(re.findall(rb"(?im)^dkim-signature:", head))
        print(" ".join("pass" if passes(message, index, records) else "fail" for index in range(count)))


if __name__ == "__main__":
    main()
