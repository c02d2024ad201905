# SPDX-License-Identifier: MIT
"""reformime of maildrop (the parser of Courier)."""

import re
import subprocess

from reading import Read, find_program

QUIRKS = {}


def find():
    find_program("reformime", "maildrop")


def reformime(*words, octets=b""):
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    return subprocess.run(["reformime", *words], input=octets, stdout=subprocess.PIPE, env=environment, check=True).stdout


def field(octets, name):
    """As -h and -H want it: they take a value, and no message."""
    header = re.sub(rb"\n(?=[ \t])", b"", octets.split(b"\n\n", 1)[0])
    return re.search(rb"(?im)^%s: (.*)$" % name, header).group(1).decode()


def mailbox(text):
    name, address = re.fullmatch(r"(?:(.*) <)?([^>]*)>?", text).groups()
    if name and name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name or "", address


def read(octets):
    to = reformime("-H", field(octets, b"To"), octets=octets).decode().rstrip("\n")
    result = Read(reformime("-h", field(octets, b"Subject")).decode().rstrip("\n"),
                  [mailbox(each) for each in to.split(", \n")])
    for block in reformime("-i", octets=octets).decode().split("\n\n"):
        facts = dict(line.split(": ", 1) for line in block.splitlines())
        if not facts:
            continue
        kind = "file" if "content-disposition" in facts else facts["content-type"]
        result.tree.append((facts["section"].count("."), kind))
        if kind.startswith("multipart/"):
            continue
        content = reformime("-s", facts["section"], "-e", octets=octets)
        if kind == "file":
            result.files.append((facts.get("content-disposition-filename"), content))
        else:
            result.texts[kind] = content.decode(facts["charset"])
    return result
