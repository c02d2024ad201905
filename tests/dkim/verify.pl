#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# verify.pl ZONE MESSAGE...: a line for each message, with "pass" or what else Mail::DKIM says of each signature. ZONE: lines
# of a name, a TAB and the text of its record, in the place of the DNS.
use strict;
use warnings;
use Mail::DKIM::DNS;
use Mail::DKIM::Verifier;

my %records;
open(my $zone, '<', $ARGV[0]) or die "$ARGV[0]: $!\n";
while (my $line = <$zone>) {
    chomp $line;
    my ($name, $text) = split(/\t/, $line, 2);
    $records{$name} = $text;
}

package Record;
sub new { my ($class, $text) = @_; return bless { text => $text }, $class; }
sub type { return 'TXT'; }
sub name { return 'record'; }
sub txtdata { return $_[0]{text}; }
sub char_str_list { return ($_[0]{text}); }

package main;
sub answer { my ($name) = @_; return exists $records{$name} ? (Record->new($records{$name})) : (); }
{
    no warnings 'redefine';
    *Mail::DKIM::DNS::query = sub { $@ = ''; return answer($_[0]); };
    *Mail::DKIM::DNS::query_async = sub {
        my ($name, undef, %parameters) = @_;
        my $done = $parameters{Callbacks}{Success};
        return sub { $@ = ''; return $done ? $done->(answer($name)) : answer($name); };
    };
}

for my $path (@ARGV[1 .. $#ARGV]) {
    open(my $file, '<:raw', $path) or die "$path: $!\n";
    my $verifier = Mail::DKIM::Verifier->new();
    $verifier->PRINT(join '', <$file>);
    $verifier->CLOSE;
    print join(' ', map { $_->result } $verifier->signatures) . "\n";
}
