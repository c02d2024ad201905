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

my @parts = map {
    {
        type => $_->effective_type,
        charset => $_->head->mime_attr('content-type.charset'),
        disposition => $_->head->mime_attr('content-disposition'),
        name => $_->head->recommended_filename,
        content => encode_base64($_->bodyhandle->as_string, ''),
    }
} grep { $_->bodyhandle } $message->parts_DFS;

my @to = map { [ name($_), $_->address ] } Mail::Address->parse(field('To'));
print JSON::PP->new->ascii->encode({ subject => decode('MIME-Header', field('Subject')), to => \@to, parts => \@parts });
