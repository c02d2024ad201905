#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays hostile servers to the built program:
    run.py --posthaste build/dev/posthaste [--groups floods,tls] [--only WORDS] [--list] [--show]
"""
from __future__ import annotations

import argparse
import shutil
import ssl
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent / "bench"))

import certificates  # noqa: E402
import check  # noqa: E402
from case import Case  # noqa: E402
from cases import GROUPS  # noqa: E402
from program import RECIPIENTS, Ended, Program  # noqa: E402
from server import Server  # noqa: E402

SIDE_BY_SIDE = {"silence": 48, "tls": 24}  # those that only wait take no processor
SHOWN_BYTES = 1500


def account_of_several(program: Program, home_name: str, port: int, case: Case) -> list[str]:
    config = program.work / f"{home_name}.toml"
    servers = ", ".join([f'"smtp://127.0.0.1:{port}"'] * case.servers)
    config.write_text(f'[account.several]\nserver = [{servers}]\ntls = "none"\n')
    return ["--config", str(config), *program.common(case.patience)]


def play(program: Program, name: str, case: Case, context: ssl.SSLContext) -> tuple[list[str], Ended]:
    server = Server(case.nature, context)
    if case.servers > 1:
        arguments = account_of_several(program, name, server.port, case)
    else:
        arguments = program.arguments(server.port, case.patience, case.nature.tls, case.auth, case.nature.lmtp)
    ended = program.run(name, [*arguments, "--", *RECIPIENTS[:case.recipients]], case.message)
    return check.complaints(case, ended, server.stop()), ended


def report(case: Case, found: list[str], ended: Ended, show: bool) -> None:
    if found or show:
        print(f"{'FAIL' if found else 'ok'}: {case.name}: {'; '.join(found)} [{ended.status}]")
        print("    " + repr(ended.err[-SHOWN_BYTES:])[2:-1].replace("\\n", "\n    "))


def run(options: argparse.Namespace, group: str, work: Path) -> int:
    cases = [case for case in GROUPS[group] if options.only in case.name]
    made = certificates.make(work / "certificates")
    context = made.context()
    program = Program(options.posthaste.resolve(), work, made.root, options.memory_mib)
    program.prepare()
    failures = 0
    with ThreadPoolExecutor(SIDE_BY_SIDE.get(group, 4)) as pool:
        def one(numbered: tuple[int, Case]) -> tuple[list[str], Ended]:
            return play(program, f"{group}{numbered[0]}", numbered[1], context)
        for case, (found, ended) in zip(cases, pool.map(one, enumerate(cases))):
            report(case, found, ended, options.show)
            failures += bool(found)
    print(f"{group}: {len(cases)} cases, {failures} failed")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays hostile servers to posthaste.")
    parser.add_argument("--posthaste", type=Path, required=True)
    parser.add_argument("--groups", default=",".join(GROUPS), help="some of: %(default)s")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--memory-mib", type=int, default=100, help="for the program (%(default)s); 0: any")
    parser.add_argument("--list", action="store_true", help="names the cases and runs none")
    parser.add_argument("--show", action="store_true", help="what the program said, also where all is well")
    options = parser.parse_args()
    groups = options.groups.split(",")
    if options.list:
        print("\n".join(f"{group}: {case.name}" for group in groups for case in GROUPS[group]))
        return 0
    if not shutil.which("openssl"):
        print("SKIP: openssl is not installed, which makes the certificates")
        return 77
    with tempfile.TemporaryDirectory() as work:
        failures = [run(options, group, Path(work)) for group in groups]
    return 1 if any(failures) else 0


if __name__ == "__main__":
    sys.exit(main())
