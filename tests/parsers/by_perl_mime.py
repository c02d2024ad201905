# SPDX-License-Identifier: MIT
"""MIME::Parser, Mail::Address and Encode of Perl (perl_mime.pl)."""

import base64
import json
import os
import subprocess

from reading import Missing, Read, find_program

QUIRKS = {}
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "perl_mime.pl")


def find():
    find_program("perl", "perl")
    modules = ["-MMIME::Parser", "-MMail::Address", "-MJSON::PP"]
    if subprocess.run(["perl", *modules, "-e", "1"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise Missing("MIME::Parser is not installed; apt-get install libmime-tools-perl")


def read(octets):
    told = json.loads(subprocess.run(["perl", SCRIPT], input=octets, stdout=subprocess.PIPE, check=True).stdout)
    result = Read(told["subject"], [(name, address) for name, address in told["to"]])
    for part in told["parts"]:
        result.tree.append((part["depth"], "file" if part["disposition"] else part["type"]))
        if part["type"].startswith("multipart/"):
            continue
        content = base64.b64decode(part["content"])
        if part["disposition"]:
            result.files.append((part["name"], content))
        else:
            result.texts[part["type"]] = content.decode(part["charset"])
    return result
