// SPDX-License-Identifier: MIT
#include "text_reading.hpp"

#include <posthaste/mime/html.hpp>

#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string read(std::string_view in, const TextOptions& options = {}) {
    MemorySource source(in, 7);
    return read_html(source, options).value();
}

TEST(Html, IsReadByItsCharset) {
    const struct {
        std::optional<std::string> asked;
        std::string in, out;
    } cases[] = {
        {{}, "<p>grün\r\n", "<p>grün\r\n"},
        {{}, "\xEF\xBB\xBF<p>", "<p>"},
        {{}, "\xFF\xFE<\0p\0"s, "<p"},
        {"iso-8859-1", "\xFC", "ü"},
        {"iso-8859-1", "<meta charset=utf-8>\xFC", "<meta charset=utf-8>ü"},
        {{}, "<meta charset=iso-8859-1>\xFC\x80", "<meta charset=iso-8859-1>ü€"},
        {{}, "<META CHARSET='koi8-r'>\xF0", "<META CHARSET='koi8-r'>П"},
        {{},
         "<meta http-equiv=content-type content='text/html; Charset=shift_jis'>\x93\xFA",
         "<meta http-equiv=content-type content='text/html; Charset=shift_jis'>日"},
        {{}, "<meta charset=koi8-r>ü", "<meta charset=koi8-r>ü"},
        {{}, "<meta charset=utf-16>\xFC", "<meta charset=utf-16>\xFC"},
        {{}, "<meta charset=windows-9999>\xFC", "<meta charset=windows-9999>\xFC"},
        {{}, "<!-- <meta charset=koi8-r> -->\xFC", "<!-- <meta charset=koi8-r> -->\xFC"},
        {"us-ascii", "<meta charset=koi8-r>\xFC", "<meta charset=koi8-r>\xFC"},
        {{}, "", ""},
    };
    for (const auto& c : cases)
        EXPECT_EQ(read(c.in, {c.asked, false}), c.out) << c.in;
    MemorySource source("x");
    EXPECT_EQ(read_html(source, {"klingon", false}).error().kind, ErrorKind::usage);
}

TEST(Html, IsRefusedWhenTooLong) {
    const std::string most(max_html_bytes, 'x');
    MemorySource fits(most);
    EXPECT_EQ(read_html(fits, {}).value().size(), max_html_bytes);
    const auto more = most + "x";
    MemorySource source(more);
    const auto refused = read_html(source, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::data);
    EXPECT_THAT(refused.error().message, HasSubstr("more than 33554432 octets (32 MiB)"));
}

TEST(Html, IsStagedAsItStands) {
    const std::string html = "<meta charset=koi8-r><p>grün\n";
    EXPECT_EQ(content_of(staged(read(html))), "<meta charset=koi8-r><p>grün\r\n");
}

std::vector<std::string> ids(std::string_view html) { return look_at_html(html).content_ids; }

TEST(HtmlFacts, FindReferencesToParts) {
    const struct {
        std::string html;
        std::vector<std::string> ids;
    } cases[] = {
        {"<img src=\"cid:logo@x\">", {"logo@x"}},
        {"<IMG SRC='CID:Logo%40x' src=cid:no>", {"Logo@x", "no"}},
        {"<img src=cid:a><img src = cid:b ><a href=cid:a><img src=cid:c/>", {"a", "b", "c/"}},
        {"<table background=' cid:bg\n'>", {"bg"}},
        {"<img src=\"cid:a&amp;b&#64;x\">", {"a&b@x"}},
        {"<img src='cid:a%2Gb%'>", {"a%2Gb%"}},
        {"<p style=\"background: URL( &quot;cid:a b&quot; )\">", {"a b"}},
        {"<p style='a:url(cid:a);b:url(\"cid:b\");c:curl(cid:no'>", {"a", "b"}},
        {"<style>x{background:url('cid:a)b')}</style>", {"a)b"}},
        {"<img srcset='cid:a 1x,cid:b 2x, cid:c,x, http://x/cid:d'>", {"a", "b", "c,x"}},
        {"<img srcset=',cid:a,, cid:b'>", {"a", "b"}},
        {"<video poster=cid:p><image xlink:href='cid:q'>", {"p", "q"}},
        {"<!--[if mso]><v:fill src='cid:a'/><![endif]--><!-- <img src=cid:b> -->", {"a"}},
        {"<img alt='src=cid:a' title=cid:b>cid:c <script>x='<img src=cid:d>'</script>", {}},
        {"<img src=cid:a", {}},
        {"<img src='cid:a>", {}},
    };
    for (const auto& c : cases)
        EXPECT_EQ(ids(c.html), c.ids) << c.html;
}

TEST(HtmlFacts, TellWhatThereIsToSee) {
    const auto shape = [](std::string_view html) {
        const auto facts = look_at_html(html);
        return std::string(facts.remote_images ? "remote " : "") + (facts.other_images ? "other " : "") +
               (facts.text ? "text" : "");
    };
    EXPECT_EQ(shape("<img src=http://x/a.png>"), "remote ");
    EXPECT_EQ(shape("<img src=' HTTPS://x'><img src=//x/y>"), "remote ");
    EXPECT_EQ(shape("<a href=http://x><img src=cid:a></a>"), "other ");
    EXPECT_EQ(shape("<img src='data:image/png;base64,x'>"), "other ");
    EXPECT_EQ(shape("<p style='background:url(http://x)'>"), "remote ");
    EXPECT_EQ(shape("<a href=http://x>there</a>"), "text");
    EXPECT_EQ(shape("<title>x</title><style>y</style> &nbsp;&zwnj;&#8203;\u00A0\n<img src=http://x>"), "remote ");
    EXPECT_EQ(shape("<p>&eacute;"), "text");
    EXPECT_EQ(shape("<img src=''>"), "");
    EXPECT_EQ(shape(""), "");
}

struct Case {
    std::string html, text;
};

const std::vector<Case> text_cases = {
    {"", ""},
    {" \n ", ""},
    {"hello", "hello\n"},
    {"<h1>Title</h1><p>One\n  two</p><p>Three", "Title\n\nOne two\n\nThree\n"},
    {"a<br>b<br><br>c<br><br><br>d<br>", "a\nb\n\nc\n\nd\n"},
    {"<div>a</div><div>b<div>c</div></div>d", "a\nb\nc\nd\n"},
    {"<p>a<br></p><p>&nbsp;</p><p>b</p>", "a\n\nb\n"},
    {"a<b>b</b> <i> c</i>d", "ab cd\n"},
    {"x&nbsp;&nbsp;y &nbsp; z", "x  y z\n"},
    {"&lt;p&gt; &amp;amp; &eacute;&#233;&#xE9;&#x1F600; &copy &notit; &unknown; &#0; &#150; & &;",
     "<p> &amp; ééé😀 © ¬it; &unknown; \uFFFD – & &;\n"},
    {"a\x01\x7F"
     "b\u0085\u00ADc&#27;d&#10;e\u200Bf",
     "abcd ef\n"},
    {"<head><title>no</title><style>no</style></head><script>if (a<b) '</p>'</script>yes<!-- no --><!no><?no>",
     "yes\n"},
    {"<ul><li>a</li><li>b\n<br>c</ul>d", "- a\n- b\n  c\n\nd\n"},
    {"<ol><li>a<li><p>b</p><p>c</p></ol>", "1. a\n2. b\n\n   c\n"},
    {"<ul><li>a<ol><li>b<li>c</ol><li>d</ul>", "- a\n  1. b\n  2. c\n- d\n"},
    {"<ul><li><li>a<li></ul>b", "- a\n\nb\n"},
    {"<li>a<li>b", "- a\n- b\n"},
    {"<p>x</p><blockquote><p>a</p><p>b<blockquote>c</blockquote>d</blockquote>y",
     "x\n\n> a\n>\n> b\n>\n> > c\n>\n> d\n\ny\n"},
    {"<a href='https://example.org/?a=1&amp;copy=2'>there</a>.", "there <https://example.org/?a=1&copy=2>.\n"},
    {"<a href=https://example.org/>example.org</a> <a href='http://x/'>HTTP://x</a>", "example.org HTTP://x\n"},
    {"<a href='mailto:a@x?subject=y'>a@x</a> <a href=mailto:b@x>Bob</a>", "a@x Bob <b@x>\n"},
    {"<a href='#top'>up</a> <a name=x>y</a> <a href='javascript:z()'>z</a>", "up y z\n"},
    {"<a href=http://x>one<a href=http://y>two", "one <http://x>two <http://y>\n"},
    {"<a href=http://x><img src=y alt='the  logo'></a><a href=http://z><img src=y></a>",
     "the logo <http://x><http://z>\n"},
    {"<a href='http://x/a b&#10;c&lt;'>y</a>", "y <http://x/a%20bc>\n"},
    {"<img alt=Logo>, <img src=x>text", "Logo, text\n"},
    {"<table><tr><th>a<th> b <tr><td><p>c</p></td><td><p>d</p></td></tr></table>e", "a  b\nc  d\ne\n"},
    {"<table><tr><td></td><td>a</td><td></td></tr></table>b", "a\nb\n"},
    {"<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc\n"},
    {"<table><tr><td><table><tr><td>a<td>b</table><td>c</table>d", "a  b\nc\nd\n"},
    {"x<pre>\n  a\n\n\tb  \r\n c</pre>y", "x\n\n  a\n\n\tb\n c\n\ny\n"},
    {"<pre>a<b>b</b>\n&lt;</pre>", "ab\n<\n"},
    {"a<hr>b", "a\n----------\nb\n"},
    {"<textarea>a&lt;<b></textarea><xmp>&lt;</xmp>", "a<<b>&lt;\n"},
    {"a<b", "a\n"},
    {"1 < 2 <3 <> </> </", "1 < 2 <3 <> </\n"},
    {"<p title='>'>a</p><p title=\">b", "a\n"},
    {"gr\xFC\xDF", "gr\xFC\xDF\n"},
};

TEST(HtmlToText, MakesPlainText) {
    for (const auto& c : text_cases)
        EXPECT_EQ(html_to_text(c.html), c.text) << c.html;
}

std::string repeated(std::string_view text, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes)
        out += text;
    return out;
}

TEST(HtmlToText, TakesWhatIsMeantToHurt) {
    const struct {
        std::string_view unit;
        std::size_t most; // octets of text for each of HTML
    } cases[] = {{"<", 1},
                 {"</", 1},
                 {"<a", 1},
                 {"<a ", 1},
                 {"<a b=\"", 1},
                 {"<!--", 1},
                 {"<![if ", 1},
                 {"&", 1},
                 {"&#", 1},
                 {"&#x1", 1},
                 {"<blockquote>x", 2},
                 {"<ul><li>", 2},
                 {"<ul><li>x", 3},
                 {"<table><tr><td>x", 2},
                 {"<p><br>", 1},
                 {"<pre>\n", 1},
                 {"<title></titl", 1},
                 {"<style>url(", 1},
                 {"<a href=b><i>", 1},
                 {"\xC2\xA0", 1},
                 {"\xF0\x9F", 1},
                 {"<img srcset=',", 1},
                 {"</ul></blockquote>", 1}};
    for (const auto& c : cases) {
        const auto html = repeated(c.unit, 100'000) + "x";
        EXPECT_LE(html_to_text(html).size(), c.most * html.size() + 1) << c.unit;
        EXPECT_THAT(look_at_html(html).content_ids, IsEmpty());
    }
}

} // namespace
} // namespace posthaste::mime
