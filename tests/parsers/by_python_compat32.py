# SPDX-License-Identifier: MIT
"""Python's email package by its old policy, which is still the default of email.message_from_bytes()."""

import email
import email.header
import email.utils

from reading import Read, walk

QUIRKS = {}


def find():
    pass


def decoded(text):
    return str(email.header.make_header(email.header.decode_header(text)))


def unfolded(text):
    return text.replace("\n", "")


def read(octets):
    message = email.message_from_bytes(octets)
    addresses = email.utils.getaddresses([unfolded(message["to"])])
    result = Read(decoded(unfolded(message["subject"])), [(decoded(name), address) for name, address in addresses])
    for depth, part in walk(message):
        result.tree.append((depth, "file" if part.get_content_disposition() else part.get_content_type()))
        if part.get_content_disposition():
            result.files.append((part.get_filename(), part.get_payload(decode=True)))
        elif not part.is_multipart():
            result.texts[part.get_content_type()] = part.get_payload(decode=True).decode(part.get_content_charset())
    return result
