#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lies in a mailbox, taken apart by Python's parser, which is not ours.

entity.py signed FILE CONTENT SIGNATURE: the two parts of multipart/signed, the first as it was signed: with CRLF, and
                                         without the line break that belongs to the boundary (RFC 1847 section 2.1)
entity.py encrypted FILE OCTETS:         the second part of multipart/encrypted (RFC 3156 section 4)
entity.py is FILE TEXT ATTACHMENT:       fails unless FILE holds that text, the same in HTML, and that file by its name
"""
import email
import email.policy
import re
import sys
from pathlib import Path


def read(path):
    return email.message_from_bytes(Path(path).read_bytes(), policy=email.policy.default)


def signed(path, content, signature):
    raw = re.sub(rb"\r?\n", b"\r\n", Path(path).read_bytes())
    boundary = read(path).get_boundary().encode()
    parts = raw.split(b"\r\n--" + boundary)
    assert read(path).get_content_type() == "multipart/signed" and len(parts) == 4, len(parts)
    Path(content).write_bytes(parts[1].removeprefix(b"\r\n"))
    Path(signature).write_bytes(email.message_from_bytes(parts[2].removeprefix(b"\r\n")).get_payload(decode=True))


def encrypted(path, octets):
    message = read(path)
    assert message.get_content_type() == "multipart/encrypted", message.get_content_type()
    _, part = message.iter_parts()
    Path(octets).write_bytes(part.get_payload(decode=True))


def is_(path, text, attachment):
    message = read(path)
    if message.get_content_type() == "multipart/signed":
        message = next(message.iter_parts())
    plain, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert plain.strip() == text, plain
    assert html.strip() == "<p>%s</p>" % text, html
    (part,) = message.iter_attachments()
    assert part.get_filename() == Path(attachment).name, part.get_filename()
    assert part.get_content() == Path(attachment).read_bytes(), "the attachment differs"


{"signed": signed, "encrypted": encrypted, "is": is_}[sys.argv[1]](*sys.argv[2:])
