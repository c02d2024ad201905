#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verify.py dkimpy|mail-dkim DKIM-SIGN POSTHASTE: what DKIM-SIGN (tests/tools/dkim_sign.cpp) puts before messages, and
what POSTHASTE makes of them by --dkim, by a verifier that is not ours. Keys are made by openssl, and the DNS is a file.
Each message must verify, and no longer when anything that is signed was changed."""

import base64
import os
import re
import subprocess
import sys
import tempfile

DOMAIN = "example.org"
HEADER = b"From: =?UTF-8?Q?J=C3=B6rg?= <ann@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: one\r\n two\r\n" \
         b"Date: Fri, 02 Jan 2026 04:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
MIME = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
LISTS = b"List-Id: a list <l.example.org>\r\nList-Unsubscribe: <https://example.org/u?1>\r\n" \
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
ODD = b"from:  Ann \t\r\n\t <ann@example.org>  \r\nSUBJECT:\r\n x\r\nX-Unsigned: 1\r\nTo: a@example.net\r\nTo: b@example.net\r\n" \
      b"Resent-To: c@example.net\r\nReceived: x\r\nresent-to: d@example.net\r\nReferences:<1@x>\r\n <2@x>\r\n\t<3@x> \r\n"
MESSAGES = {
    "plain": HEADER + b"\r\nHello.\r\n",
    "no body": HEADER + b"\r\n",
    "empty lines": HEADER + b"\r\n\r\n \r\n\t\r\n",
    "empty lines at the end": HEADER + b"\r\n\r\n.\r\n\r\n\r\n",
    "white space": HEADER + b"\r\n  a  b\t c \t\r\n \r\n\td \r\n.\r\n..\r\n",
    "base64": HEADER + MIME + b"\r\n" + base64.encodebytes(bytes(range(256)) * 400).replace(b"\n", b"\r\n"),
    "8-bit": HEADER + b"\r\n" + "Grüße \u00a0 x\r\n".encode() + b"\xff \r\n",
    "list": HEADER + MIME + LISTS + b"\r\nHello.\r\n",
    "odd header": ODD + b"\r\nHello.\r\n",
    "space before a colon": b"From : ann@example.org\r\nTo\t: bob@example.net\r\n\r\nHello.\r\n",
    "many instances": HEADER + b"List-Owner: x\r\n" * 40 + b"\r\nHello.\r\n",
    "a line of 200,000": HEADER + b"\r\n" + b"a  " * 66_666 + b"\r\n",
}
# What a signature must not survive: changed text, and fields that a reader may take for those that were signed.
CHANGES = {
    "body": lambda m: m + b"x\r\n",
    "a field": lambda m: re.sub(rb"(?i)(\nto\s*:\s*)", rb"\1x", m, count=1),
    "added From": lambda m: b"From: Eve <eve@example.com>\r\n" + m,
    "added Subject": lambda m: b"Subject: other\r\n" + m,
    "added Cc": lambda m: b"Cc: eve@example.com\r\n" + m,
    "added Reply-To": lambda m: b"Reply-To: eve@example.com\r\n" + m,
    "added Content-Type": lambda m: b"Content-Type: text/html\r\n" + m,
}


def skip(reason):
    print("SKIP:", reason)
    sys.exit(77)


def run(*command, data=b""):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def by_tool(sign, keys, text):
    """Signatures before octets that stay as they are."""
    message = run(sign, *keys, data=text)
    assert message.endswith(text)
    return message


def by_posthaste(posthaste, keys, text):
    """The message as it would be sent, which has all that a message must have, in 7 bits."""
    options = [word for key in keys for word in ("--dkim", key)]
    shown = run(posthaste, "-C", "/dev/null", "-i", "--dry-run", "--server", "smtp://localhost", "-f", "ann@example.org",
                *options, "--", "bob@example.net", data=text.replace(b"\r\n", b"\n"))
    return shown.partition(b"\n\n")[2].replace(b"\n", b"\r\n")  # the envelope is shown first


def make_key(directory, selector, *how):
    """The file of a new private key, and the text of its record in the DNS."""
    path = os.path.join(directory, selector + ".pem")
    run("openssl", "genpkey", "-quiet", "-out", path, *how)
    public = run("openssl", "pkey", "-in", path, "-pubout", "-outform", "DER")
    kind = "ed25519" if selector == "ed" else "rsa"
    key = public[-32:] if kind == "ed25519" else public  # RFC 8463 section 4.2: the bare octets
    return path, "v=DKIM1; k=%s; p=%s" % (kind, base64.b64encode(key).decode())


def verifier_command(verifier):
    """What is run with a zone and messages, and the keys whose signatures it knows."""
    here = os.path.dirname(os.path.abspath(__file__))
    if verifier == "dkimpy":
        if not succeeds(sys.executable, "-c", "import dkim, nacl.signing"):
            skip("python has no dkim or no nacl; apt-get install python3-dkim python3-nacl")
        MESSAGES.pop("space before a colon")  # QUIRK: dkimpy takes that for no field
        return [sys.executable, os.path.join(here, "verify_dkimpy.py")], ["rsa", "ed"]
    if not succeeds("perl", "-MMail::DKIM::Verifier", "-e", "1"):
        skip("perl has no Mail::DKIM; apt-get install libmail-dkim-perl")
    return ["perl", os.path.join(here, "verify.pl")], ["rsa"]  # QUIRK: that of Debian 12 knows no ed25519


def succeeds(*command):
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def verify(command, directory, messages):
    """For each message, whether each of its signatures verifies."""
    paths = [os.path.join(directory, "message%d" % index) for index in range(len(messages))]
    for path, message in zip(paths, messages):
        with open(path, "wb") as file:
            file.write(message)
    lines = run(*command, os.path.join(directory, "zone"), *paths).decode().splitlines()
    return [[word == "pass" for word in line.split()] for line in lines]


def check_form(name, message, count):
    """Lines of at most 78, as many fields as signers, and h= (RFC 6376 section 5.4; RFC 8058 section 4)."""
    head = message.partition(b"\r\n\r\n")[0] + b"\r\n"
    fields = re.findall(rb"DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*", head)
    assert len(fields) == count and message.startswith(b"".join(fields)), name
    for field in fields:
        assert all(len(line) <= 78 for line in field.decode("ascii").split("\r\n")), name
        names = re.search(r";h=([^;]*);", re.sub(r"\s", "", field.decode())).group(1).lower().split(":")
        assert names.count("from") == 2, name
        for unsigned in ("bcc", "received", "return-path", "dkim-signature", "x-unsigned"):
            assert unsigned not in names, (name, unsigned)
        if b"List-Unsubscribe" in message:
            assert "list-unsubscribe" in names and "list-unsubscribe-post" in names, name


def changed_forms(message):
    forms = {"as it is": message} | {what: change(message) for what, change in CHANGES.items()}
    assert len(set(forms.values())) == len(forms)
    return forms


def judge(name, message, verifier, directory, selectors):
    """How many of the message's forms are not judged as they should be."""
    failed = 0
    check_form(name, message, len(selectors))
    forms = changed_forms(message)
    for what, verified in zip(forms, verify(verifier, directory, list(forms.values())), strict=True):
        if verified != [what == "as it is"] * len(selectors):
            failed += 1
            print("FAILED: %s, %s: %s" % (name, what, dict(zip(selectors, verified))))
    return failed


def main():
    verifier, sign, posthaste = sys.argv[1:]
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        rsa, rsa_record = make_key(directory, "rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
        ed, ed_record = make_key(directory, "ed", "-algorithm", "ED25519")
        files = {"rsa": rsa, "ed": ed}
        with open(os.path.join(directory, "zone"), "w") as zone:
            zone.write("rsa._domainkey.%s\t%s\ned._domainkey.%s\t%s\n" % (DOMAIN, rsa_record, DOMAIN, ed_record))
        command, selectors = verifier_command(verifier)
        keys = ["%s:%s:%s" % (DOMAIN, selector, files[selector]) for selector in selectors]
        for name, text in MESSAGES.items():
            failed += judge(name, by_tool(sign, keys, text), command, directory, selectors)
            failed += judge("posthaste: " + name, by_posthaste(posthaste, keys, text), command, directory, selectors)
    print("%d messages, each as it is and with %d changes" % (len(MESSAGES), len(CHANGES)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
