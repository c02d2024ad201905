#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""posthaste as a server, with real processes:
    run.py --posthaste build/dev/posthaste --part stdin|sockets|rules|inbox
"""
from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "queue"))  # its server, and the program with a home

import inbox  # noqa: E402
import rules  # noqa: E402
import sockets  # noqa: E402
import stdin_dialogue  # noqa: E402
from client import settle  # noqa: E402
from program import Program  # noqa: E402

PARTS = {"stdin": stdin_dialogue.CASES, "sockets": sockets.CASES, "rules": rules.CASES, "inbox": inbox.CASES}


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests posthaste serve with real processes.")
    parser.add_argument("--posthaste", type=Path, required=True)
    parser.add_argument("--part", choices=PARTS, required=True)
    options = parser.parse_args()
    reason = rules.why_not() if options.part == "rules" else ""
    if reason:
        print(f"SKIP: {reason}")
        return 77
    failures = 0
    for case in PARTS[options.part]:
        with tempfile.TemporaryDirectory() as work:
            for each in case(options.posthaste.resolve(), Path(work)):
                print(f"FAIL: {case.__name__}: {each}")
                failures += 1
            settle(Program(options.posthaste, Path(work)))
    print(f"{options.part}: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
