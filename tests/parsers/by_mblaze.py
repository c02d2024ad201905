# SPDX-License-Identifier: MIT
"""mhdr and mshow of mblaze."""

import os
import re
import subprocess
import tempfile

from reading import Read, find_program

QUIRKS = {
    "names to be encoded": {"to"},  # decoded before the addresses are split: a comma in a name, encoded, cuts it
}


def find():
    find_program("mshow", "mblaze")
    find_program("mhdr", "mblaze")


def run(*words):
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    return subprocess.run(words, stdout=subprocess.PIPE, env=environment, check=True).stdout


def mailbox(text):
    name, address = re.fullmatch(r"(?:(.*) <)?([^>]*)>?", text).groups()
    if name and name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name or "", address


def read(octets):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "message")
        with open(path, "wb") as file:
            file.write(octets)
        to = run("mhdr", "-d", "-A", "-h", "to", path).decode()
        result = Read(run("mhdr", "-d", "-h", "subject", path).decode()[:-1], [mailbox(line) for line in to.splitlines()])
        listed = run("mshow", "-t", path).decode()
        for indent, number, kind, name in re.findall(r'^( *)(\d+): (\S+) size=\d+(?: name="(.*)")?$', listed, re.MULTILINE):
            result.tree.append((len(indent) // 2 - 1, "file" if name else kind))
            if kind.startswith("multipart/"):
                continue
            content = run("mshow", "-F", "-O", path, number)
            if name:
                result.files.append((name, content))
            else:
                result.texts[kind] = content.decode()
    return result
