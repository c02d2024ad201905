# SPDX-License-Identifier: MIT
"""What is sent, and how posthaste is told to: the table of the round trips."""

import dataclasses
import os
import subprocess
import tempfile

BINARY = bytes(range(256)) * 9
LINE_ENDS = b"\r\n\n\r\r\n\0\r\nFrom here\n.\n..\r\n--=_x\n \t"


@dataclasses.dataclass
class Message:
    title: str
    subject: str = "a word"
    to: list = dataclasses.field(default_factory=lambda: [("", "bob@example.net")])
    text: str = "Good morning.\n"
    html: str = ""
    files: list = dataclasses.field(default_factory=list)  # (name, octets)
    inlined: list = dataclasses.field(default_factory=list)  # the same; the HTML calls it by its place, "p0"
    options: list = dataclasses.field(default_factory=list)


def one_name(title, name):
    """The same name of a file, beside others and alone, and of a person."""
    return Message(title, files=[(name, b"x\n"), ("between.txt", b""), (name, BINARY)])


MESSAGES = [
    Message("plain"),
    Message("no text at all", text=""),
    Message("a text without a last line end", text="one\n\ntwo"),
    Message("what transports change", text="From here\n.\n..\n.x\n>From there\n--\n-- \n trailing \t\n\ttab\n\n\n"),
    Message("what looks encoded", subject="=?utf-8?b?w6k=?= and =?x?q?", text="=C3=A9 =\n=20\n=?utf-8?q?=C3=A9?=\n"),
    Message("a long line", text="wörd " * 900 + "\n" + "y" * 3000 + "\n"),
    Message("mostly not ASCII", subject="Ελληνικά, ένα θέμα που δεν χωράει σε μία γραμμή της κεφαλίδας",
            text="Καλημέρα σε όλους.\nΤα λέμε αύριο.\n"),
    Message("right to left", subject="דוח חודשי (סופי)", text="שלום, זה הדוח.\nمرحبا\n",
            to=[("דנה לוי", "dana@example.net"), ("أحمد", "ahmad@example.com")], files=[("דוח סופי.pdf", b"%PDF-1.7\n")]),
    Message("emoji", subject="👩🏽‍💻 ships 🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀 to 🏴󠁧󠁢󠁷󠁬󠁳󠁿, é as e + \u0301: e\u0301", text="👩🏽‍💻\n",
            to=[("Zoë 🦊", "zoe@example.net")], files=[("👩🏽‍💻.txt", b"x")]),
    Message("letters of three octets", subject="議事録の件、来週の会議までにご確認をお願いいたします。よろしくお願いいたします。",
            text="お疲れ様です。\n" * 40, to=[("山本 花子", "hanako@example.jp")], files=[("議事録.xlsx", BINARY)]),
    Message("a long subject of words", subject="minutes of " * 30 + "the meeting"),
    Message("a subject without spaces", subject="x" * 400),
    Message("spaces in the subject", subject="a  b   c", text="a  b\n"),
    Message("quotes in the subject", subject='He said "no\\never" (twice) <a@b>, ok; =?'),
    Message("names to be quoted", to=[("Roe, Jane (ops)", "jane@example.net"), ("J. R. \"Bob\" Dobbs", "bob@example.com"),
                                      ("back\\slash", "b@example.org"), ("it's @home: now;", "c@example.org")]),
    Message("names to be encoded", to=[("Łukasz Żółć", "l@example.pl"), ("Nuñez, José \"Pepe\"", "pepe@example.es"),
                                       ("=?utf-8?q?evil?=", "e@example.org"), ("O'Brien & Søn", "s@example.dk")]),
    Message("a long name of a person",
            to=[("Фёдор Михайлович из издательства «Слово и дело» в Петербурге", "f@example.net")]),
    Message("many names", to=[("Person %d of the committee" % i, "p%d@example.net" % i) for i in range(40)]),
    Message("a quoted local part", to=[("Odd", '"two words"@example.net'), ("", "o'neil+tag@example.net")]),
    Message("octets", files=[("all.bin", BINARY), ("ends.txt", LINE_ENDS), ("nothing.dat", b""), ("nul", b"\0" * 57)]),
    Message("texts as files", files=[("crlf.txt", b"a\r\nb\r\n"), ("lf.csv", b"a;b\n1;2"), ("latin.txt", b"\xe9\xff\n"),
                                     ("wide.txt", "\ufeffé\n".encode("utf-16-le"))]),
    one_name("spaces", "a report  of two spaces.pdf"),
    one_name("quotes", "a \"quoted\" name's.txt"),
    one_name("percent and backslash", "100% of a\\b %41.txt"),
    one_name("marks", "a;b,c=d(e)<f>[g]@h?.txt"),
    one_name("an encoded word as a name", "=?utf-8?q?f=C3=A9?=.txt"),
    one_name("a long ASCII name", "a long name of a file " * 7 + ".txt"),
    one_name("umlauts", "Übersicht Straße größer.ods"),
    one_name("a long name of two octets each", "отчёт-за-четвёртый-квартал-" * 4 + ".docx"),
    one_name("a long name of four octets each", "🦊🐻🐼" * 12 + ".png"),
    one_name("what RFC 2231 uses", "UTF-8''a%20b*0*=.txt"),
    Message("HTML and a text", text="Größe\n", html="<p>Gr&ouml;ße &lt; <b>2</b></p>\n"),
    Message("HTML with images", text="Hello\n", html='<p>x</p><img src="cid:p0"><img alt="é" src=\'cid:p1\'>\n',
            inlined=[("logo é.png", b"\x89PNG\r\n\x1a\n\0"), ("dot.gif", b"GIF89a")], files=[("Größe 1.bin", BINARY)]),
]


def tree(message):
    """mixed(alternative(text, related(HTML, images)), files), of which each is there only where it has more than one part."""
    html = [(0, "text/html")] if message.html else []
    if message.inlined:
        html = within("multipart/related", html + [(0, "file")] * len(message.inlined))
    body = [(0, "text/plain")] + html
    if html:
        body = within("multipart/alternative", body)
    return within("multipart/mixed", body + [(0, "file")] * len(message.files)) if message.files else body


def within(kind, parts):
    return [(0, kind)] + [(depth + 1, part) for depth, part in parts]


def quoted(name):
    return '"%s"' % name.replace("\\", "\\\\").replace('"', '\\"')


def file_options(option, number, name, octets, directory):
    path = os.path.join(directory, "%s%d" % (option.strip("-"), number))
    with open(path, "wb") as file:
        file.write(octets)
    more = ["--cid", "p%d" % number] if option == "--inline" else []
    return [option, path, "--attach-name", name] + more


def command(message, posthaste, directory):
    words = [posthaste, "send", "--dry-run", "--server", "smtp://localhost:1", "--from", "Ann <ann@example.org>",
             "--subject", message.subject, "--body-file", "-"]
    for name, address in message.to:
        words += ["--to", "%s <%s>" % (quoted(name), address) if name else address]
    if message.html:
        words += ["--html", message.html]
    for option, files in (("--inline", message.inlined), ("--attach", message.files)):
        for number, (name, octets) in enumerate(files):
            words += file_options(option, number, name, octets, directory)
    return words


def compose(message, posthaste):
    """The message that posthaste makes, with lines that end in LF, as a mailbox has it."""
    with tempfile.TemporaryDirectory() as directory:
        environment = {"HOME": directory, "XDG_CONFIG_HOME": directory, "TMPDIR": directory, "PATH": "/usr/bin:/bin"}
        run = subprocess.run(command(message, posthaste, directory), input=message.text.encode(), env=environment,
                             capture_output=True, check=False)
    if run.returncode != 0:
        raise RuntimeError("%s: status %d: %s" % (message.title, run.returncode, run.stderr.decode()))
    return run.stdout
