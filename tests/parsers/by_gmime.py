# SPDX-License-Identifier: MIT
"""GMime (notmuch, Geary, Balsa), by its introspection."""

from reading import Missing, Read

QUIRKS = {}
PACKAGES = "apt-get install python3-gi gir1.2-gmime-3.0"


def find():
    try:
        import gi
        gi.require_version("GMime", "3.0")
        from gi.repository import GMime  # noqa: F401
    except (ImportError, ValueError) as error:
        raise Missing("%s; %s" % (error, PACKAGES)) from error


def content(part, GMime):
    stream = GMime.StreamMem.new()
    part.get_content().write_to_stream(stream)
    return bytes(stream.get_byte_array())


def add_part(part, depth, result, GMime):
    kind = part.get_content_type().get_mime_type()
    result.tree.append((depth, "file" if part.get_disposition() else kind))
    if isinstance(part, GMime.Multipart):
        for index in range(part.get_count()):
            add_part(part.get_part(index), depth + 1, result, GMime)
        return
    if part.get_disposition():
        result.files.append((part.get_filename(), content(part, GMime)))
        return
    charset = part.get_content_type().get_parameter("charset")
    result.texts[kind] = content(part, GMime).decode(charset)


def read(octets):
    from gi.repository import GMime
    GMime.init()
    message = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(octets)).construct_message(None)
    to = message.get_to()
    boxes = [to.get_address(index) for index in range(to.length())]
    result = Read(message.get_subject(), [(box.get_name() or "", box.get_addr()) for box in boxes])
    add_part(message.get_mime_part(), 0, result, GMime)
    return result
