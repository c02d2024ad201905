# SPDX-License-Identifier: MIT
"""examples.py POSTHASTE TREE: whether the program takes every configuration that the documentation shows.

A paragraph of a block (indented by four spaces in Markdown, literal in a manual page) is one when all its lines are
comments, names of tables or keys with values. Passwords in it are fine, as the file that is made of it is its owner's alone.
"""
from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LEAST = 3  # there are that many, or the blocks are not found any more
LINE = re.compile(r'\s*(#.*|\[\[?[\w."-]+\]\]?\s*(#.*)?|[\w."-]+\s*=\s*(["\[{\d]|true|false).*|\s*[\]"].*)?')


def markdown_blocks(text: str) -> Iterator[str]:
    for block in re.findall(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE):
        yield re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
    yield from re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def page_blocks(text: str) -> Iterator[str]:
    for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.MULTILINE | re.DOTALL):
        yield block.replace("\\e", "\\")


def is_configuration(paragraph: str) -> bool:
    lines = paragraph.splitlines()
    return all(LINE.fullmatch(line) for line in lines) and any(re.match(r"\s*\[|.* = ", line) for line in lines)


def configurations(text: str, is_page: bool) -> Iterator[str]:
    """Paragraphs of one block belong together; other things may stand between."""
    for block in page_blocks(text) if is_page else markdown_blocks(text):
        paragraphs = re.split(r"\n\s*\n", block.strip("\n"))
        for of_configuration, group in itertools.groupby(paragraphs, is_configuration):
            if of_configuration:
                yield "\n\n".join(group) + "\n"


def complaint(program: str, configuration: str, home: Path) -> str:
    path = home / "config.toml"
    path.write_text(configuration)
    path.chmod(0o600)
    environment = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home),
                   "PATH": os.environ["PATH"]}
    ended = subprocess.run([program, "--config", str(path), "--dry-run", "--server", "smtps://a@example.com",
                            "b@example.com"], input=b"Subject: x\n\nx\n",
                           capture_output=True, env=environment)
    return ended.stderr.decode() if ended.returncode != 0 else ""


def main() -> int:
    program, tree = sys.argv[1], Path(sys.argv[2])
    found = failed = 0
    with tempfile.TemporaryDirectory() as home:
        for path in sorted([tree / "README.md", *tree.glob("docs/**/*.md"), *tree.glob("docs/man/*")]):
            for configuration in configurations(path.read_text(), path.suffix != ".md"):
                found += 1
                if wrong := complaint(program, configuration, Path(home)):
                    failed += 1
                    print(f"{path.relative_to(tree)}: {wrong}in:\n{configuration}")
    print(f"{found} configurations")
    return 1 if failed or found < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
