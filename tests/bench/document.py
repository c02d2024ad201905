# SPDX-License-Identifier: MIT
"""Puts tables into a document, each part between its marks: `<!-- bench: NAME -->` and `<!-- end -->`."""
from __future__ import annotations

import re
import sys
from pathlib import Path


def insert(path: Path, texts: dict[str, str]) -> None:
    document = path.read_text()
    for part, text in texts.items():
        marks = re.compile(rf"(<!-- bench: {re.escape(part)} -->\n).*?(<!-- end -->)", re.DOTALL)
        document, places = marks.subn(lambda found, text=text: f"{found[1]}{text}{found[2]}", document)
        if places != 1:
            sys.exit(f"run.py: {path} must have one place for {part}: <!-- bench: {part} --> and <!-- end -->")
    path.write_text(document)
