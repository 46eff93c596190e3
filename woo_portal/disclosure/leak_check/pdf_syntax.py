"""The words that every PDF of ours is built of: what stands in them says nothing, even where a withheld word is spelled alike.

Known to the letter and one by one: a name, a value or a piece of markup that differs from these in anything is read as text.
Sources: ISO 32000-1 (names), ISO 16684-1 and ISO 19005-2 annex E (metadata).
"""

from __future__ import annotations

import re

NAMES = frozenset(
    """
    Action Alt Annot Annots Ascent Author BaseFont BitsPerComponent BleedBox CIDFontType2 CIDSystemInfo CIDToGIDMap CapHeight
    Catalog ColorSpace Contents Count DescendantFonts Descent Dest DestOutputProfile DisplayDocTitle Document Encoding
    ExtGState Filter First Flags FlateDecode Font FontBBox FontDescriptor FontFamily FontFile2 FontName Form GTS_PDFA1 Headers
    Height ICCBased Identity Identity-H Image Index Info ItalicAngle Kids Lang Last Length Length1 Limits Link MarkInfo Marked
    MediaBox Metadata Next NonStruct Nums OBJR Obj ObjStm Ordering Outlines OutputCondition OutputConditionIdentifier
    OutputIntent OutputIntents Page Pages Parent ParentTree ParentTreeNextKey Pattern Prev ProcSet Producer Rect Registry
    Resources Role RoleMap Root Rotate Row Scope Shading Size Span StemV StructElem StructParent StructParents StructTreeRoot
    Subtype Supplement Table Title ToUnicode TrimBox Type Type0 URI ViewerPreferences WhitePoint Width Widths XObject XRef
    lab-d50 lab-d65
    """.split()
)
"""Names of keys and types, without their slash."""
VALUES = frozenset({"Adobe", "Identity", "IEC 61966-2-1 Default RGB Colour Space - sRGB"})
"""Of strings that name a technique: the character collection, and the colour space that pages are meant for."""
METADATA = frozenset(
    {
        "PDF/UA Universal Accessibility Schema",
        "pdfuaid",
        "part",
        "Integer",
        "internal",
        "Indicates, which part of ISO 14289 standard is followed",
        "Resource",
        "x-default",
        "adobe:ns:meta/",
        "http://ns.adobe.com/pdf/1.3/",
        "http://purl.org/dc/elements/1.1/",
        "http://www.aiim.org/pdfa/ns/extension/",
        "http://www.aiim.org/pdfa/ns/id/",
        "http://www.aiim.org/pdfa/ns/property#",
        "http://www.aiim.org/pdfa/ns/schema#",
        "http://www.aiim.org/pdfua/ns/id/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }
)
"""Texts and values of attributes in the metadata: the description of PDF/UA's own schema, and the names of namespaces."""

_ELEMENTS = (
    *("x:xmpmeta", "rdf:RDF", "rdf:Description", "rdf:Alt", "rdf:Bag", "rdf:Seq", "rdf:li", "dc:title", "dc:creator"),
    *("pdfaExtension:schemas", "pdfaSchema:schema", "pdfaSchema:namespaceURI", "pdfaSchema:prefix"),
    *("pdfaSchema:property", "pdfaProperty:name", "pdfaProperty:valueType", "pdfaProperty:category"),
    "pdfaProperty:description",
)
_ATTRIBUTES = ("xmlns:x", "xmlns:dc", "xmlns:pdf", "xmlns:pdfaid", "xmlns:rdf", "xmlns:pdfuaid", "xmlns:pdfaExtension",
               "xmlns:pdfaSchema", "xmlns:pdfaProperty", "rdf:parseType", "xml:lang")  # fmt: skip
_TEXTS = "|".join(map(re.escape, sorted(METADATA)))
_MARKUP = (
    (b"\n", r"\nendstream(?=\r?\n)"),  # first: what others leave is an end of a line
    (b">>", r">>\r?\nstream(?=\r?\n)"),
    (b"<", f"</?(?:{'|'.join(map(re.escape, _ELEMENTS))})(?=[ >])"),
    (b" ", f' (?:{"|".join(map(re.escape, _ATTRIBUTES))})="(?:{_TEXTS})"'),
    (b">", f">(?:{_TEXTS})(?=<)"),
    *((b"", re.escape(value)) for value in sorted(VALUES - {"Adobe", "Identity"})),
)
"""Each with the bytes it begins with and leaves: looking behind, for what stands before a match, took ten times as long."""
_FORMS = tuple((before + b"\n", re.compile(form.encode())) for before, form in _MARKUP)
_SIGNS = (b"stream", b"<x:xmpmeta", b"IEC 61966")
"""Of these, one stands in all that has markup: a file, its metadata, its colour space."""


def without_syntax(content: bytes) -> bytes:
    """Bytes of a PDF, or of a stream in it, with each piece of known markup replaced by a line end: what it stood between
    does not become one word.
    """
    if not any(mark in content for mark in _SIGNS):
        return content  # a page or a font: looking for markup in it took an eighth of the whole check
    for left, form in _FORMS:
        content = form.sub(left, content)
    return content


def unescaped_name(name: bytes) -> str:
    """A name of a PDF as text, without its slash (ISO 32000-1, 7.3.5)."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), name).decode(
        "utf-8", "replace"
    )
