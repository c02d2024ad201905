# SPDX-License-Identifier: MIT
"""How programs call sendmail: their arguments, the message as they write it, what is behind their descriptors; and what
must come of it. The arguments and line ends are those that the programs have been seen to use.
"""
from __future__ import annotations

from dataclasses import dataclass

SYSTEM = "/usr/sbin/sendmail"
OLD = "/usr/lib/sendmail"
ANN, BOB, CAROL = "<ann@example.com>", "<bob@example.net>", "<carol@example.net>"
ROOT, ME = "<root@example.org>", "<{user}@example.org>"  # the domain is the configuration's; {user}: who runs the test

TEXT = "All is well.\n.leading dot\n..two\n\nTh\u00e9 end.\n"
WITH_DOT = "before\n.\nbehind\n"


@dataclass(frozen=True)
class Call:
    name: str
    words: tuple[str, ...]  # behind the name
    sender: str
    recipients: tuple[str, ...]
    argv0: str = SYSTEM
    # {at}: nothing as it is given; what stands there in the end is the domain of a bare name.
    header: tuple[str, ...] = ("From: ann@example.com", "To: bob@example.net", "Subject: s")
    text: str = TEXT
    ends: tuple[str, str] = ("\n", "\n")  # of the header's lines and the text's
    sent: str | None = None  # the text that must arrive; else all of it
    mail: str = ""  # what MAIL must say beside the sender
    rcpt: str = ""  # and RCPT
    stdin: str = "pipe"  # or file (which is unlinked already), or socket
    closed: bool = False  # stdout and stderr
    empty_environment: bool = False
    warns: bool = False  # on stderr; else the program says nothing at all
    status: int = 0
    hello: str = ""  # it speaks SMTP (-bs), and says that it is this


BARE = ("From: root{at} (Cron Daemon)", "To: root{at}", "Subject: Cron <root@box> job")
NO_AUTHOR = ("Subject: Output from your job 7", "To: root{at}")
WITH_BCC = ("From: ann@example.com", "To: bob@example.net", "Bcc: carol@example.net", "Subject: s")
PHP = ("To: bob@example.net", "Subject: s", "X-PHP-Originating-Script: 0:a.php", "From: ann@example.com")

MACHINES = (
    Call("cron", ("-FCronDaemon", "-i", "-B8BITMIME", "-oem", "root"), ME, (ROOT,), header=BARE, mail="BODY=8BITMIME",
         text=TEXT + WITH_DOT),
    Call("cronie", ("-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-t", "-f", "root"), ROOT, (ROOT,), header=BARE,
         text=WITH_DOT),
    Call("cron-vixie", ("-FCronDaemon", "-odi", "-oem", "-or0s", "-B8BITMIME", "root"), ME, (ROOT,), header=BARE),
    Call("cron-bcron", ("-FCronDaemon", "-i", "-odi", "-oem", "-t"), ME, (ROOT,), header=BARE),
    Call("cron-busybox", ("-ti",), ME, (ROOT,), header=BARE, text=WITH_DOT),
    Call("systemd-cron", ("-i", "-B8BITMIME", "root"), ME, (ROOT,), "sendmail", header=BARE),
    Call("anacron", ("-FAnacron", "-odi", "root"), ME, (ROOT,), header=BARE, stdin="file"),
    Call("anacron-lone-dot", ("-FAnacron", "-odi", "root"), ME, (ROOT,), header=BARE, stdin="file", text=WITH_DOT,
         sent="before\n", warns=True),
    Call("at", ("-i", "root"), ME, (ROOT,), "sendmail", header=NO_AUTHOR, stdin="file"),
    Call("mdadm", ("-t",), ME, (ROOT,), header=("From: mdadm monitoring <root{at}>", "To: root{at}", "Subject: DegradedArray")),
    Call("smartd", ("-i", "-t"), ME, (ROOT,), "sendmail", header=("To: root{at}", "Subject: SMART error"), stdin="file"),
    Call("sudo", ("-t",), ME, (ROOT,), "sendmail", header=("To: root{at}", "From: ann{at}", "Auto-Submitted: auto-generated",
                                                           "Subject: *** SECURITY information for box ***")),
    Call("logwatch", ("-t",), ME, (ROOT,), header=("To: root{at}", "From: Logwatch{at}", "Subject: Logwatch for box (Linux)")),
    Call("unattended-upgrades", ("-oi", "-t"), ME, (ROOT,), header=("Subject: unattended-upgrades", "From: root{at}",
                                                                    "To: root{at}")),
    Call("rkhunter", ("root",), ME, (ROOT,), header=("Subject: rkhunter Daily Run",)),
    Call("fail2ban", ("-f", "fail2ban", "root"), "<fail2ban@example.org>", (ROOT,),
         header=("Subject: [Fail2Ban] sshd: started", "From: Fail2Ban <fail2ban{at}>", "To: root{at}")),
    Call("backuppc", ("-t", "-f", "root"), ROOT, (BOB,)),
    Call("logcheck", ("-oi", "root"), ME, (ROOT,), header=("To: root{at}", "Subject: System Events")),
    Call("mailagent", ("-i", "bob@example.net"), ME, (BOB,)),
)

DELIVERY = (
    Call("procmail", ("-oi", "bob@example.net"), ME, (BOB,), header=("Return-Path: <x@example.com>", "From: ann@example.com",
                                                                     "Subject: s"), text=WITH_DOT),
    Call("maildrop", ("-oi", "-f", "", "bob@example.net"), "<>", (BOB,)),
    Call("dovecot", ("-i", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (BOB,), empty_environment=True),
    Call("dovecot-vacation", ("-i", "-f", "<>", "--", "bob@example.net"), "<>", (BOB,), empty_environment=True),
    Call("vacation", ("-f", "ann", "--", "bob@example.net"), "<ann@example.org>", (BOB,)),
    Call("sympa", ("-oi", "-odi", "-oem", "-N", "success,delay,failure", "-VID7", "-f", "ann@example.com", "--",
                   "bob@example.net", "carol@example.net"), ANN, (BOB, CAROL), mail="ENVID=ID7",
         rcpt="NOTIFY=SUCCESS,FAILURE,DELAY"),
    Call("git-post-receive", ("-t", "-f", "ann@example.com"), ANN, (BOB,), text="one\n..\ntwo\n"),
    Call("request-tracker", ("-oi", "-t", "-f", "<>"), "<>", (BOB,)),
    Call("ddclient", ("-oi", "root"), ME, (ROOT,), header=("To: root{at}", "Subject: status")),
)

PEOPLE = (
    Call("bsd-mailx", ("-i", "-t", "-m", "-f", "ann@example.com"), ANN, (BOB, CAROL), "sendmail", header=WITH_BCC,
         stdin="file", text=WITH_DOT),
    Call("bsd-mailx-verbose", ("-i", "-t", "-v"), ME, (BOB,), "sendmail", stdin="file", warns=True),
    Call("s-nail", ("-i", "-m", "-F", "Ann Example", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (BOB,),
         "sendmail", stdin="file", header=("To: bob@example.net", "Subject: s")),
    Call("mailutils", ("-oi", "-f", "ann@example.com", "-t"), ANN, (BOB,), closed=True),
    Call("mutt", ("-oem", "-oi", "-B8BITMIME", "-f", "ann@example.com", "-N", "failure,delay", "-R", "hdrs", "--",
                  "bob@example.net"), ANN, (BOB,), "sendmail", stdin="file", mail="RET=HDRS", rcpt="NOTIFY=FAILURE,DELAY",
         text=WITH_DOT),
    Call("mutt-closed", ("-oem", "-oi", "--", "bob@example.net"), ME, (BOB,), "sendmail", stdin="file", closed=True),
    Call("aerc", ("bob@example.net", "carol@example.net"), ME, (BOB, CAROL), "/usr/bin/sendmail", ends=("\r\n", "\r\n")),
    Call("nmh", ("-t", "-i"), ME, (BOB,), "sendmail", stdin="file"),
    Call("git-send-email", ("-f", "ann@example.com", "-i", "bob@example.net", "carol@example.net"), ANN, (BOB, CAROL),
         text="---\n a | 2 +-\n.\n\n-- \n2.39\n"),
    Call("gnus", ("-oi", "-f", "ann@example.com", "-oem", "-odi", "-t"), ANN, (BOB,), "sendmail", stdin="file"),
    Call("gnus-resent", ("-oi", "-f", "ann@example.com", "-oem", "-odi", "bob@example.net, carol@example.net"), ANN,
         (BOB, CAROL), "sendmail", header=("Resent-To: bob@example.net, carol@example.net", "From: x@example.com",
                                           "Subject: s"), stdin="file"),
    Call("emacs", ("-oi", "-f", "ann@example.com", "-oA/home/ann/.mailrc", "-oep", "-odi", "-t", "-N", "success,failure"),
         ANN, (BOB,), "sendmail", rcpt="NOTIFY=SUCCESS,FAILURE", stdin="file"),
    Call("mpack", ("-oi", "bob@example.net"), ME, (BOB,), OLD, header=("Message-ID: <1@box>", "Mime-Version: 1.0",
                                                                       "To: bob@example.net", "Subject: s"), stdin="file"),
    Call("mime-construct", ("-oi", "bob@example.net"), ME, (BOB,), header=("To: bob@example.net", "MIME-Version: 1.0")),
    Call("reportbug", ("-f", "ann@example.com", "-oi", "-oem", "bob@example.net"), ANN, (BOB,)),
    Call("bts", ("-t",), ME, (BOB, CAROL), header=WITH_BCC),
)

LIBRARIES = (
    Call("php-mail", ("-t", "-i"), ME, (BOB,), header=PHP, ends=("\r\n", "\n"), text=WITH_DOT),
    Call("php-mail-sender", ("-t", "-i", "-fann@example.com"), ANN, (BOB,), header=PHP, ends=("\r\n", "\r\n")),
    Call("php-mail-bcc", ("-t", "-i"), ME, (BOB, CAROL), header=(*PHP, "Bcc: carol@example.net"), ends=("\r\n", "\n")),
    Call("phpmailer", ("-t", "-i", "-oi", "-fann@example.com", "-t"), ANN, (BOB,), text=WITH_DOT),
    Call("symfony-pipe", ("-i", "-fann@example.com", "--", "bob@example.net"), ANN, (BOB,), text=WITH_DOT),
    Call("swift-mailer", ("-t", "-i", "-fann@example.com"), ANN, (BOB, CAROL), header=WITH_BCC),
    Call("pear-mail", ("-i", "-fann@example.com", "--", "bob@example.net"), ANN, (BOB,)),
    Call("email-sender", ("-i", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (BOB,), "sendmail"),
    Call("email-sender-null", ("-i", "-f", "", "--", "bob@example.net"), "<>", (BOB,), "sendmail"),
    Call("mime-lite", ("-t", "-oi", "-oem", "-fann@example.com"), ANN, (BOB, CAROL), OLD, header=WITH_BCC),
    Call("mail-mailer", ("-t",), ME, (BOB,)),
    Call("ruby-mail", ("-i", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (BOB,), ends=("\r\n", "\r\n")),
    Call("nodemailer", ("-i", "-f", "ann@example.com", "bob@example.net", "carol@example.net"), ANN, (BOB, CAROL), "sendmail",
         header=WITH_BCC, ends=("\r\n", "\n"), stdin="socket"),
    Call("go-mail", ("-oi", "-t"), ME, (BOB,), ends=("\r\n", "\r\n")),
    Call("lettre", ("-i", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (BOB,), ends=("\r\n", "\r\n")),
    Call("apt-listchanges", ("-oi", "-t"), ME, (BOB,)),
)

DIALOGUES = (
    Call("symfony", ("-bs",), ANN, (BOB, CAROL), hello="[127.0.0.1]", text=WITH_DOT),
    Call("laravel", ("-bs", "-i"), ANN, (BOB,), hello="[127.0.0.1]", mail="BODY=8BITMIME"),
    Call("alpine", ("-bs", "-odb", "-oem"), ANN, (BOB,), hello="box"),
    Call("nmh-smtp", ("-bs",), ANN, (BOB, CAROL), "sendmail", hello="localhost", header=WITH_BCC),
)

# A caller sees these by the status alone, or shows the words; none of them may see a broken pipe.
FAILURES = (
    Call("refused", ("-i", "-f", "ann@example.com", "--", "bob@example.net"), ANN, (), status=67, warns=True),
    Call("refused-large", ("-t", "-i"), ME, (), text="x" * 70 + "\n" + "y\n" * 500_000, status=67, warns=True),
    Call("refused-closed", ("-oi", "-f", "ann@example.com", "-t"), ANN, (), closed=True, status=67),
    Call("no-recipient", ("-t", "-i"), ME, (), header=("From: ann@example.com", "Subject: s"), status=64, warns=True),
    Call("no-recipient-large", ("-i",), ME, (), text="y\n" * 500_000, status=64, warns=True),
    Call("dash-recipient", ("-i", "-f", "ann@example.com", "--bob@example.net"), ANN, (), status=64, warns=True),
    Call("control-in-sender", ("-t", "-i", "-fann@example.com\r\nRCPT TO:<eve@example.com>"), ANN, (), status=64,
         warns=True),
)

CALLS = MACHINES + DELIVERY + PEOPLE + LIBRARIES + DIALOGUES
