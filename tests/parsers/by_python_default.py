# SPDX-License-Identifier: MIT
"""Python's email package by its new policy."""

import email
import email.policy

from reading import Read, walk

QUIRKS = {
    "a long name of a person": {"to"},  # a space between the encoded-words of a phrase, against RFC 2047 section 6.2
}


def find():
    pass


def defects_of_fields(part):
    """Encoded-words in the name parameter of Content-Type are there for old readers, beside the filename of RFC 2231."""
    fields = [field for name, field in part.items() if name != "Content-Type"]
    return [defect for field in fields for defect in field.defects]


def read(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)
    result = Read(message["subject"], [(each.display_name, each.addr_spec) for each in message["to"].addresses])
    for depth, part in walk(message):
        result.tree.append((depth, "file" if part.get_content_disposition() else part.get_content_type()))
        result.defects += part.defects + defects_of_fields(part)
        if part.get_content_disposition():
            result.files.append((part.get_filename(), part.get_payload(decode=True)))
        elif not part.is_multipart():
            result.texts[part.get_content_type()] = part.get_content()
    return result
