"""What a reader saw of a message that was written in HTML."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.html_text import plain_text, read_html


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>Goedemorgen</p>\n<p>Tot zo</p>", "Goedemorgen\nTot zo"),
        ("<p>één<br>twee<br></p><p>drie</p>", "één\ntwee\ndrie"),
        ("<p>boven</p><p>&nbsp;</p><p>onder</p>", "boven\n\nonder"),
        ("<div>boven</div><div><br></div><div>onder</div>", "boven\n\nonder"),
        ("<p></p><p>alleen\n   dit </p><p></p>", "alleen dit"),
        ("<b>v</b>et en <i>schuin</i>", "vet en schuin"),
        ("2 &lt; 3 &amp;&amp; 4&nbsp;&gt; 3 &eacute; &#128512; &#x1F30A;", "2 < 3 && 4 > 3 é 😀 🌊"),
        ("<pre>\n  regel 1\n\n  regel 2</pre>", "  regel 1\n\n  regel 2"),
        ("<ul><li>een</li><li>twee<ul><li>a</li></ul></li></ul>daarna", "• een\n• twee\n  • a\ndaarna"),
        ('<ol start="3"><li>x</li><li><p>y</p><p>z</p></li></ol>', "3. x\n4. y\n  z"),
        ("<blockquote><p>wat zij zei</p></blockquote><p>wat ik zeg</p>", "> wat zij zei\nwat ik zeg"),
        ("<table><tr><th>pomp</th><th>stuks</th></tr><tr><td>A</td><td>3</td></tr></table>", "pomp | stuks\nA | 3"),
        ("<style>p { color: red }</style><script>x = '<p>y'</script>tekst<!-- niets -->", "tekst"),
        ("<p dir=rtl>مرحبا \u200fسارة</p>", "مرحبا \u200fسارة"),
        ('<p>hoi<systemEventMessage/><attachment id="1"></attachment></p>', "hoi"),
        ('<span style="display:none">toch bewaard</span>', "toch bewaard"),
        ("", ""),
    ],
)
def test_lines_and_signs(html: str, seen: str) -> None:
    assert plain_text(html) == seen


def test_an_emoji_is_shown_and_a_picture_is_named() -> None:
    found = read_html(
        '<p><emoji id="x" alt="🪪" title="ID"></emoji><img class="emoji" alt="🙂"><customemoji alt="minwr"></customemoji>'
        '<img itemtype="http://schema.skype.com/Emoji" alt="😮"><img alt="kaart" src="x"><img src="y"></p>'
    )
    assert found.text == "🪪🙂minwr😮"
    assert found.images == ("kaart", "")


@pytest.mark.parametrize(
    ("html", "mentioned", "seen"),
    [
        ('<at id="0">Fatima</at>&nbsp;kijk', {}, "@Fatima kijk"),
        ('<at id="0">Jan</at>&nbsp;<at id="1">de Wit</at>, hoi', {"0": "p", "1": "p"}, "@Jan de Wit, hoi"),
        ('<at id="0">Jan</at> <at id="1">Eva</at>', {"0": "p", "1": "q"}, "@Jan @Eva"),
        ('<at id="0">Jan</at> en <at id="1">Jan</at>', {"0": "p", "1": "p"}, "@Jan en @Jan"),
        ('<p><at id="0">Jan</at></p><p><at id="0">Jan</at></p>', {"0": "p"}, "@Jan\n@Jan"),
        ('<at id="0">@allen</at>', {}, "@allen"),
    ],
)
def test_a_mention_is_a_name_with_one_at_sign(html: str, mentioned: dict[str, str], seen: str) -> None:
    assert read_html(html, mentioned=mentioned).text == seen


def test_a_link_whose_address_cannot_be_seen_is_counted() -> None:
    assert read_html('<a href="https://minwr.example/stuk/">https://minwr.example/stuk</a>').hidden_links == 0
    assert read_html('<a href="mailto:eva@minwr.example">eva@minwr.example</a>').hidden_links == 0
    found = read_html('<a href="https://minwr.example/x">rapport</a> <a href="https://minwr.example/y"></a>')
    assert (found.text, found.hidden_links) == ("rapport", 2)


@pytest.mark.parametrize(
    "html",
    [
        "<p>hoi <b>allemaal",
        "</div></p>hoi <b>allemaal",
        "<style>p {} <p>hoi <b>allemaal</b></p>",
        "<title>hoi <b>allemaal</b>",
        "<script>hoi allemaal",
        "<!-- hoi <p>allemaal</p>",
        "<![foo[ hoi allemaal",
        "hoi allemaal <b",
        "hoi allemaal <a href='x",
    ],
)
def test_broken_markup_loses_no_word(html: str) -> None:
    found = plain_text(html)
    assert "hoi" in found
    assert "allemaal" in found


TAGS = st.sampled_from(
    ["p", "/p", "br", "li", "/ul", "ol", "pre", "at id=0", "style", "!--", "![if", "?x", "a href=y", "td"]
)
PIECES = st.one_of(
    st.text(max_size=8), TAGS.map("<{}>".format), TAGS.map("<{}".format), st.sampled_from(["&", "&#0;", "-->"])
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_anything_gives_a_text(html: str) -> None:
    assert isinstance(read_html(html, mentioned={"0": "p"}).text, str)


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", "<![", "<?", "<script>", "<b>", "<a x='", "</", "&", "<blockquote>x", "<ol><li>x"]
)
def test_a_text_of_nothing_but_beginnings_is_read_at_once(piece: str) -> None:
    started = time.monotonic()
    plain_text(piece * 20_000)
    plain_text(piece * 20_000 + ">")
    assert time.monotonic() - started < 5
