# SPDX-License-Identifier: MIT
# What MIME::Parser says of the message on stdin, as JSON.
use strict;
use warnings;
use Encode;
use JSON::PP;
use MIME::Base64;
use MIME::Parser;
use Mail::Address;

my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->tmp_to_core(1);
my $message = $parser->parse(\*STDIN);

sub field {
    my $text = $message->head->get(shift);
    $text =~ s/\n//g;    # unfolded
    return $text;
}

# The name of an encoded-word is decoded once the addresses are apart (RFC 2047 section 6.2); of a quoted-string, its
# quotes are no part.
sub name {
    my $phrase = shift->phrase;
    return $phrase =~ /^"(.*)"$/s ? ($1 =~ s/\\(.)/$1/gsr) : decode('MIME-Header', $phrase);
}

sub parts {
    my ($part, $depth) = @_;
    my $head = $part->head;
    return {
        depth => $depth,
        type => $part->effective_type,
        charset => $head->mime_attr('content-type.charset'),
        disposition => $head->mime_attr('content-disposition'),
        name => $head->recommended_filename,
        content => $part->bodyhandle ? encode_base64($part->bodyhandle->as_string, '') : '',
    }, map { parts($_, $depth + 1) } $part->parts;
}

my @to = map { [ name($_), $_->address ] } Mail::Address->parse(field('To'));
print JSON::PP->new->ascii->encode({ subject => decode('MIME-Header', field('Subject')), to => \@to, parts => [ parts($message, 0) ] });
