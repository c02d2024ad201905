# SPDX-License-Identifier: MIT
"""What every parser says about a message, in one form."""

import dataclasses
import shutil


class Missing(Exception):
    """The parser is not installed; says which package has it."""


@dataclasses.dataclass
class Read:
    subject: str = ""
    to: list = dataclasses.field(default_factory=list)  # (name, address)
    texts: dict = dataclasses.field(default_factory=dict)  # type to text, of what is no file
    files: list = dataclasses.field(default_factory=list)  # (name, octets), in their order
    tree: list = dataclasses.field(default_factory=list)  # (depth, type) of each part, "file" for what is one
    defects: list = dataclasses.field(default_factory=list)  # whatever the parser complains of


def find_program(program, package):
    if not shutil.which(program):
        raise Missing("%s is not installed; apt-get install %s" % (program, package))


def walk(part, depth=0):
    """Of Python's email, which does not tell the depth: (depth, part), each before what is within it."""
    yield depth, part
    for child in part.get_payload() if part.is_multipart() else []:
        yield from walk(child, depth + 1)
