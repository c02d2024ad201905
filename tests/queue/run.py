#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The queue with real processes:
    run.py --posthaste build/dev/posthaste --part crash-enqueue|crash-flush|storm|signals|background [--all-points]
"""
from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import background  # noqa: E402
import crash  # noqa: E402
import signals  # noqa: E402
import storm  # noqa: E402

PARTS = {
    "crash-enqueue": lambda path, work, everything: crash.enqueue_complaints(path, work, everything),
    "crash-flush": lambda path, work, everything: crash.flush_complaints(path, work, everything),
    "storm": lambda path, work, _: storm.complaints(path, work),
    "signals": lambda path, work, _: signals.complaints(path, work),
    "background": lambda path, work, _: background.complaints(path, work),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests the queue of posthaste with real processes.")
    parser.add_argument("--posthaste", type=Path, required=True)
    parser.add_argument("--part", choices=PARTS, required=True)
    parser.add_argument("--all-points", action="store_true", help="kill at every call, not at a sample of them")
    options = parser.parse_args()
    reason = crash.why_not() if options.part.startswith("crash") else ""
    if reason:
        print(f"SKIP: {reason}")
        return 77
    with tempfile.TemporaryDirectory() as work:
        found = PARTS[options.part](options.posthaste.resolve(), Path(work), options.all_points)
    for each in found:
        print(f"FAIL: {each}")
    print(f"{options.part}: {len(found)} failures")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
