# SPDX-License-Identifier: MIT
"""The cases by groups, each of which is a test of its own. Cases that end by --timeout need not a second of it each:
they run side by side."""
from __future__ import annotations

from acts import (challenges, close, drip, drip_lines, echo, endless_line, endless_lines, flood, garbage, gigabyte_line,
                  half, million_lines, reset, scram, stall, then_close, then_go_on, then_stall)
from case import (AHEAD, AHEAD_PHASES, NOT_ALLOWED, OK, PATIENT, PLAIN_PHASES, PROTOCOL, REFUSED, REFUSED_RECIPIENT,
                  SECURE_PHASES, SHORT, TRY_LATER, Case, ahead, at, everywhere)
from server import Act, Connection, Nature
from tls_cases import TLS

EVERY_PHASE = PLAIN_PHASES + SECURE_PHASES

# ---- too much -------------------------------------------------------------------------------------------------------

KEYWORDS = b"".join(b"250-X-WORD%d a b c\r\n" % i for i in range(10_000))
LONG_WORDS = (b"250-x\r\n250-" + b"K" * 60_000 + b"\r\n250-SIZE " + b"9" * 10_000 + b"\r\n250-AUTH " + b"A " * 30_000
              + b"\r\n250 ok\r\n")
TEDIOUS = b"550-" + (b"no " * 30 + b"\r\n550-") * 1000 + b"\r\n550 no\r\n"


def endless_goodbye(connection: Connection) -> None:
    flood(connection, b"221 bye\r\n", b"x" * 65536)


FLOODS = [
    *everywhere({"endless line": endless_line, "endless lines": endless_lines, "a line of a gigabyte": gigabyte_line,
                 "a million lines": million_lines}, PROTOCOL),
    Case("10000 keywords", Nature(at={"ehlo": b"250-x\r\n" + KEYWORDS + b"250 x\r\n"}), OK, taken=1),
    at("10000 keywords, one of them of use,", "ehlo", b"250-x\r\n250-SIZE 10\r\n" + KEYWORDS + b"250 x\r\n", REFUSED,
       says="which takes 10"),
    Case("words without end", Nature(at={"ehlo": LONG_WORDS}), OK, taken=1),
    at("a refusal in 1000 lines", "rcpt", TEDIOUS, REFUSED_RECIPIENT),
    at("no end after the goodbye", "quit", endless_goodbye, OK),
    *(ahead("endless line", phase, endless_line, OK if phase == "quit" else TRY_LATER) for phase in AHEAD_PHASES),
]

# ---- too little -----------------------------------------------------------------------------------------------------

SILENCE = [
    *everywhere({"silence": stall, "an octet at a time": drip, "lines, an octet at a time,": drip_lines}, TRY_LATER,
                SHORT, [phase for phase in EVERY_PHASE if phase != "body"]),
    at("nothing read", "body", stall, TRY_LATER, SHORT),
    *(ahead("silence", phase, stall, OK if phase == "quit" else TRY_LATER, PATIENT if phase == "quit" else SHORT)
      for phase in AHEAD_PHASES),
]

# ---- an end where none belongs --------------------------------------------------------------------------------------

CLOSING = b"421 4.3.2 closing\r\n"
BROKEN_OFF = b"552 5.3.4 too large after all\r\n"

ENDS = [
    *everywhere({"closed": close, "reset": reset, "half a reply": half, "421 and closed": then_close(CLOSING)},
                TRY_LATER),
    *everywhere({"garbage": garbage}, PROTOCOL),
    *everywhere({"421 and silence": then_stall(CLOSING)}, TRY_LATER, PATIENT,
                [phase for phase in EVERY_PHASE if phase != "body"]),
    *(ahead(name, phase, act, OK if phase == "quit" else TRY_LATER)
      for name, act in {"closed": close, "reset": reset, "garbage": garbage}.items() for phase in AHEAD_PHASES),
    at("421, then all is read,", "body", then_go_on(CLOSING), TRY_LATER, says="4.3.2 closing"),
    at("refused, then all is read,", "body", then_go_on(BROKEN_OFF), REFUSED, says="too large after all"),
    at("refused and closed", "body", then_close(BROKEN_OFF), REFUSED, says="too large after all"),
    # A message that somebody may have is given to nobody else; one that nobody has may be.
    *(Case(f"{name} after the end of the message, another server", Nature(at={"dot": act}), TRY_LATER, taken=1,
           phase="dot", servers=2, patience=patience)
      for name, act, patience in (("closed", close, PATIENT), ("reset", reset, PATIENT), ("garbage", garbage, PATIENT),
                                  ("421", CLOSING, PATIENT), ("silence", stall, SHORT))),
    Case("closed at mail, another server", Nature(at={"mail": close}), TRY_LATER, taken=0, phase="mail", servers=2),
    Case("closed at greeting, another server", Nature(at={"greeting": close}), TRY_LATER, taken=0, phase="greeting",
         servers=2, connections=2),
    Case("closed in the middle of the answers of LMTP",
         Nature(lmtp=True, at={"dot": then_close(b"250 2.0.0 taken\r\n")}), REFUSED, taken=1, phase="dot",
         recipients=2),
]

# ---- replies that do not belong there -------------------------------------------------------------------------------

NO_REPLIES = {  # what is no reply at all, wherever it comes
    "no digits": b"OK, fine\r\n", "two digits": b"25 ok\r\n", "four digits": b"2500 ok\r\n", "a letter": b"25o ok\r\n",
    "leading space": b" 250 ok\r\n", "a sign": b"-250 ok\r\n", "code 000": b"000 ok\r\n", "code 150": b"150 wait\r\n",
    "code 600": b"600 ok\r\n", "code 999": b"999 ok\r\n", "wide digits": "２５０ ok\r\n".encode(),
    "two codes": b"250-ok\r\n550 no\r\n", "two codes turned": b"550-no\r\n250 ok\r\n", "empty line": b"\r\n",
    "NUL": b"250\0 ok\r\n", "endless code": b"9" * 40 + b" ok\r\n",
}

WRONG = {  # (phase, what is said instead): how it ends
    ("greeting", b"354 go on\r\n"): PROTOCOL, ("greeting", b"220-hi\r\n554 no\r\n"): PROTOCOL,
    ("greeting", b"SSH-2.0-OpenSSH_9\r\n"): PROTOCOL, ("greeting", b"<html><body>\r\n" * 5): PROTOCOL,
    ("ehlo", b"354 go on\r\n"): PROTOCOL, ("ehlo", b"334 \r\n"): PROTOCOL,
    ("starttls", b"354 go on\r\n"): PROTOCOL, ("starttls", b"334 \r\n"): PROTOCOL,
    ("starttls", b"454 4.7.0 not now\r\n"): TRY_LATER, ("starttls", b"502 5.5.1 what?\r\n"): NOT_ALLOWED,
    ("auth", b"250 ok\r\n"): PROTOCOL, ("auth", b"354 go on\r\n"): PROTOCOL, ("auth", b"220 ok\r\n"): PROTOCOL,
    ("auth", b"454 4.7.0 later\r\n"): TRY_LATER,
    ("mail", b"334 \r\n"): PROTOCOL, ("mail", b"354 go on\r\n"): PROTOCOL, ("mail", b"552 5.3.4 no\r\n"): REFUSED,
    ("rcpt", b"334 \r\n"): PROTOCOL, ("rcpt", b"354 go on\r\n"): PROTOCOL, ("rcpt", b"450 4.2.0 no\r\n"): TRY_LATER,
    ("data", b"250 ok\r\n"): PROTOCOL, ("data", b"220 ok\r\n"): PROTOCOL, ("data", b"334 \r\n"): PROTOCOL,
    ("data", b"451 4.3.0 later\r\n"): TRY_LATER, ("data", b"554 5.5.1 no\r\n"): REFUSED,
    ("dot", b"354 more?\r\n"): TRY_LATER, ("dot", b"334 \r\n"): TRY_LATER, ("dot", b"451 4.3.0 no\r\n"): TRY_LATER,
    ("dot", b"554 5.6.0 no\r\n"): REFUSED, ("quit", b"554 5.5.1 no\r\n"): OK, ("quit", b"354 go on\r\n"): OK,
}

FINE = {  # odd, but an answer: the first digit decides (RFC 5321 section 4.2.1)
    ("greeting", b"250 hello\r\n"), ("mail", b"252\r\n"), ("rcpt", b"259 ok\r\n"), ("dot", b"252\r\n"),
    ("quit", b"250 ok\r\n"), ("quit", b"221 bye\r\n221 bye\r\n"), ("mail", b"250\n"),
}

TOO_MANY = {  # replies nobody asked for, which must not stand for those that come: a refusal
    ("greeting", b"220 hi\r\n250 x\r\n250 x\r\n250 x\r\n354 go on\r\n250 taken\r\n"),
    ("ehlo", b"250 x\r\n250 y\r\n"), ("mail", b"250 ok\r\n250 ok\r\n"), ("rcpt", b"250 ok\r\n354 go on\r\n"),
    ("auth", b"235 welcome\r\n250 ok\r\n"),
}

REPLIES = [
    *everywhere({name: then_go_on(reply) for name, reply in NO_REPLIES.items()}, PROTOCOL, PATIENT, PLAIN_PHASES),
    *(at(repr(reply)[2:-1], phase, reply, status) for (phase, reply), status in WRONG.items()),
    *(Case(f"{reply!r} at {phase}", Nature(at={phase: reply}), OK, taken=1) for phase, reply in sorted(FINE)),
    *(at(f"too many ({len(reply)} octets)", phase, then_go_on(reply), PROTOCOL) for phase, reply in sorted(TOO_MANY)),
    at("250 nobody asked for", "body", then_go_on(b"250 taken\r\n"), PROTOCOL),
    at("354 nobody asked for", "body", then_go_on(b"354 go on\r\n"), PROTOCOL),
    at("taken before it was sent", "data", then_go_on(b"354 go on\r\n250 taken\r\n"), PROTOCOL),
]

# ---- what is shown --------------------------------------------------------------------------------------------------

NASTY = (b"\x1b]0;owned\x07\x1b[2J\x1b[31mred\x08\x08\r\x0b\x0c\x7f\t \x9b31m \xc2\x9b31m \xe2\x80\xaegnp.exe"
         b"\xe2\x80\xac \xff\xfe \xed\xa0\x80 \rposthaste: message sent")
REFUSED_AT = {"greeting": REFUSED, "ehlo": REFUSED, "starttls": NOT_ALLOWED, "auth": NOT_ALLOWED, "mail": REFUSED,
              "rcpt": REFUSED_RECIPIENT, "data": REFUSED, "body": REFUSED, "dot": REFUSED, "quit": OK}


def nasty(reply_code: bytes) -> bytes:
    return reply_code + b"-5.7.1 " + NASTY + b"\r\n" + reply_code + b" 5.7.1 " + NASTY + b"\r\n"


WORDS = [
    *(at("escape sequences", phase, then_go_on(nasty(b"554")) if phase == "body" else nasty(b"554"), status)
      for phase, status in REFUSED_AT.items()),
    *(at("escape sequences without a code", phase, then_go_on(NASTY + b"\r\n"), PROTOCOL)
      for phase in ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body")),
    *(Case(f"escape sequences in what is taken at {phase}", Nature(at={phase: nasty(b"250")}), OK, taken=1)
      for phase in ("greeting", "ehlo", "mail", "rcpt", "dot")),
    at("escape sequences in a challenge", "auth", challenges(b"334 " + NASTY + b"\r\n"), PROTOCOL),
]

# ---- challenges -----------------------------------------------------------------------------------------------------

MECHANISMS = ("plain", "login", "cram-md5", "scram-sha-256", "scram-sha-1", "xoauth2", "oauthbearer")

BAD_CHALLENGES = {
    "no base64": b"334 !!!! not base64 ***\r\n", "padding in the middle": b"334 QUJ=D===\r\n",
    "10 megabytes": b"334 " + b"QUFB" * 2_500_000 + b"\r\n", "60 kilobytes": b"334 " + b"QUFB" * 15_000 + b"\r\n",
    "two lines": b"334-QUFB\r\n334 QUFB\r\n", "binary": b"334 \xff\xfe\x80\r\n", "354": b"354 go on\r\n",
    "250": b"250 ok\r\n", "octets that show in none": b"334 AAECAwQbWzJK/w==\r\n",
}


def login(name: str, mechanism: str, act: Act, status: int | tuple[int, ...]) -> Case:
    return Case(f"{mechanism}: {name}", Nature(tls="implicit", mechanism=mechanism, at={"auth": act}), status, taken=0,
                phase="auth", auth=mechanism)


def login_echo(connection: Connection) -> None:
    challenges(b"334 AAAA\r\n", b"334 AAAA\r\n", end=b"")(connection)
    echo(b"535")(connection)


ANY_FAILURE = (PROTOCOL, NOT_ALLOWED)  # by whether the mechanism or the server gives up first

SCRAM = {  # first messages of a server that does not know the password, or would have it guessed
    "4 thousand million rounds": "r={nonce}X,s=c2FsdA==,i=4294967295", "no rounds": "r={nonce}X,s=c2FsdA==,i=0",
    "rounds below none": "r={nonce}X,s=c2FsdA==,i=-1", "rounds in words": "r={nonce}X,s=c2FsdA==,i=many",
    "another nonce": "r=other,s=c2FsdA==,i=4096", "the same nonce": "r={nonce},s=c2FsdA==,i=4096",
    "no salt": "r={nonce}X,s=,i=4096", "salt that is no base64": "r={nonce}X,s=***,i=4096",
    "an extension it must know": "m=x,r={nonce}X,s=c2FsdA==,i=4096", "nothing": "", "commas": "," * 1000,
    "welcome without a signature": "r={nonce}X,s=c2FsdA==,i=4096",
}

CHALLENGES = [
    *(login(name, mechanism, challenges(text, b"334 AAAA\r\n"), ANY_FAILURE)
      for mechanism in MECHANISMS for name, text in BAD_CHALLENGES.items()),
    *(login("one after the other", mechanism, challenges(b"334 VXNlcm5hbWU6\r\n", again=True), ANY_FAILURE)
      for mechanism in MECHANISMS),
    *(login("what was said, in the refusal", mechanism, echo(b"535"), NOT_ALLOWED) for mechanism in MECHANISMS),
    *(login(f"what was said, by a {reply.decode()}", mechanism, echo(reply), ANY_FAILURE)
      for mechanism in MECHANISMS for reply in (b"354", b"250", b"334", b"599")),
    login("what was said, in the refusal of the second", "login", login_echo, NOT_ALLOWED),
    *(login(name, mechanism, scram(first), PROTOCOL) for mechanism in ("scram-sha-256", "scram-sha-1")
      for name, first in SCRAM.items()),
]

GROUPS = {"floods": FLOODS, "silence": SILENCE, "ends": ENDS, "replies": REPLIES, "words": WORDS,
          "challenges": CHALLENGES, "tls": TLS}
