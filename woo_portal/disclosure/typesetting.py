"""Sets HTML as a PDF that is PDF/A-2a and PDF/UA-1 at once: same HTML, same bytes, on every machine.

Knows fonts, pages and standards; knows nothing of messages, grounds or dossiers.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from pikepdf import Pdf

from woo_portal.disclosure import colour_profile, flat_tree, fonts, glyphs, packing, page_descriptions, tagging
from woo_portal.disclosure.packing import packed
from woo_portal.disclosure.processes import answer_of
from woo_portal.disclosure.publishing import Transcript

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "disclosure"

Pictures = Mapping[str, Callable[[], bytes]]
_PICTURE = "picture:"
_BLOCKS = frozenset({"p", "h1", "h2", "tr", "th", "td"})

# PDF/UA's mark, and the description of its schema that PDF/A asks for a property outside its own list
# (ISO 14289-1, 5; ISO 19005-2, 6.6.2.3).
_PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


def typeset(html: str, *, stylesheet: str, pictures: Pictures = MappingProxyType({})) -> bytes:
    """The PDF of `html`, styled by `pages.css` and `stylesheet` in the folder templates/disclosure.

    An `<a data-spoken="…">` without `href` is a token: a screen reader says its `data-spoken` instead of its text. One with
    `href` is a link to a file, by its path from this one; its `data-told` is what it says of where it leads.
    `pictures` give what the HTML may show, PNG or JPEG, by the name after "picture:" in its address; what one of them raises
    passes. Nothing else is fetched: another address in the HTML raises `ValueError`. Raises `tagging.Unfaithful` when the result
    would not be accessible.
    """
    with _own_fonts():
        from weasyprint import HTML

    fetcher = _fetcher_of(pictures)
    sheets = [_stylesheet("pages.css"), _stylesheet(stylesheet)]
    source = HTML(string=html, url_fetcher=fetcher)
    spoken = [element.get("data-spoken") for element in source.etree_element.iter("a") if not element.get("href")]
    links = [element for element in source.etree_element.iter("a") if element.get("href")]
    told = {element.get("href"): element.get("data-told") for element in links}
    document = _rendered(source, sheets)
    write_metadata = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *version: write_metadata(*version).replace(b"</rdf:RDF>", _PDF_UA)
    finisher = partial(tagging.finish, spoken=spoken, told=told)
    with Pdf.open(io.BytesIO(document.write_pdf(pdf_variant="pdf/a-2a", finisher=finisher))) as pdf:
        return packed(pdf)


def _rendered(source: Any, sheets: list[Any]) -> Any:
    """The pages of an HTML document. What ends WeasyPrint is no `Exception`, and would end who works for us as well."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        return source.render(font_config=_font_configuration(), stylesheets=sheets)
    except FatalURLFetchingError as fatal:
        raise fatal.__cause__ or ValueError(str(fatal)) from fatal


def typeset_apart(html: str, *, stylesheet: str) -> bytes:
    """As `typeset`, in a process of its own: a table of thousands of rows takes half a gigabyte. Raises `ProcessDied`."""
    return answer_of("woo_portal.disclosure.typesetting", (html, stylesheet))


def _fetcher_of(pictures: Pictures) -> Any:
    """WeasyPrint's fetcher, that knows these pictures and nothing else."""
    from weasyprint import URLFetcher
    from weasyprint.urls import URLFetcherResponse

    class Known(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if (picture := pictures.get(url.removeprefix(_PICTURE))) is not None:
                return URLFetcherResponse(url, picture())
            return super().fetch(url, headers)

    return Known(allowed_protocols=(), fail_on_errors=True)


def transcript(html: str) -> Transcript:
    """What the PDF of `html` may say: its words, what is spoken for tokens, its metadata, and what `pages.css` adds."""
    reader = _Reader()
    reader.read(html)
    marks = reader.marks
    footer = f"{marks['data-mark']} – pagina {{page}} van {{pages}} {marks['data-dossier']}"
    return Transcript(
        blocks=tuple(text for _, text in reader.blocks if text.strip()),
        values=frozenset(reader.values | {text.strip() for tag, text in reader.blocks if tag == "h2"}),
        first_page=footer,
        next_pages=f"{marks['data-mark']} {marks['data-day']} {footer}",
        repeated=reader.header_row,
    )


@cache
def fingerprint(*sources: Path) -> str:
    """Changes with what decides, beside the HTML, which bytes `typeset` makes: libraries, fonts, style, code.

    `sources` are the files that write the HTML.
    """
    with _own_fonts():
        import pydyf
        import weasyprint
        from weasyprint.text.ffi import pango

    digest = hashlib.sha256(f"{weasyprint.__version__} {pydyf.__version__} {pango.pango_version()}".encode())
    modules = (colour_profile, flat_tree, glyphs, packing, page_descriptions, tagging)
    own = [Path(__file__), *(Path(module.__file__ or "") for module in modules), fonts.CONFIGURATION, *fonts.files()]
    style = sorted(file for file in TEMPLATES.rglob("*") if file.is_file())
    for source in (*own, *style, *sources):
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


_environment = threading.Lock()


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Points Fontconfig at our fonts, for as long as it reads its configuration: other users of it keep theirs."""
    with _environment:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(fonts.CONFIGURATION)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@cache
def _font_configuration() -> Any:
    with _own_fonts():
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()


@cache
def _stylesheet(name: str) -> Any:
    from weasyprint import CSS

    return CSS(string=(TEMPLATES / name).read_text("utf-8"), font_config=_font_configuration())


class _Reader:
    """Collects the text of the body by block, and the texts that go elsewhere in the PDF. Reads XML, which all our HTML is: the
    letters of a package go through here once more when it is checked, and Python's reader of HTML takes six times as long.
    """

    def __init__(self) -> None:
        self.blocks: list[tuple[str, str]] = [("", "")]
        self.values: set[str] = set()
        self.marks: dict[str, str] = {}
        self.header_row = ""
        self._in_body = False

    def read(self, html: str) -> None:
        """Raises `xml.parsers.expat.ExpatError` for HTML that is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.Parse(html, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._in_body |= tag == "body"
        if tag in _BLOCKS:
            self.blocks.append((tag, ""))
        if tag == "h1":
            self.marks = attributes
            self.values.add(attributes["data-bookmark"])
        if spoken := attributes.get("data-spoken"):
            self.values.add(spoken)
        if tag == "img":
            self.values.add(attributes["alt"])
        if address := attributes.get("href"):
            self.values |= {address, attributes["data-told"]}
        if tag == "meta" and "name" in attributes:
            self.values.add(attributes["content"])

    def _end(self, tag: str) -> None:
        if tag == "thead":
            self.header_row = " ".join(text for kind, text in self.blocks if kind == "th")

    def _data(self, data: str) -> None:
        if self._in_body:
            tag, text = self.blocks[-1]
            self.blocks[-1] = tag, text + data
        elif data.strip():
            self.values.add(data.strip())


def _work() -> None:
    """Answers the pickled HTML and the name of its style sheet, which come on standard input, with the PDF."""
    html, stylesheet = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(html, stylesheet=stylesheet))


if __name__ == "__main__":
    _work()
