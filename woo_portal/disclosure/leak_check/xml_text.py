"""Reads a finished XML file: its text as one page; names, attributes and comments apart. Pure.

A file of ours declares nothing: a declaration of types, with which text can be kept out of sight, is an alarm, as is an
instruction to a program.
"""

from __future__ import annotations

from xml.parsers import expat

from woo_portal.disclosure.leak_check.reading import Reading


def read(content: bytes) -> Reading:
    """Everything the file says. Raises `xml.parsers.expat.ExpatError` for what is no XML, or XML with more behind it."""
    reading = Reading()
    names: list[str] = []
    texts: list[str] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        names.extend((name, *attributes))
        reading.add(f"attribuut van {name}", attributes.values())

    def declared(*anything: object) -> None:
        reading.alarms.append("declaratie van een documenttype")
        raise _Declared

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = opened, texts.append
    parser.CommentHandler = lambda text: reading.add("opmerking", [text])
    parser.ProcessingInstructionHandler = lambda target, data: reading.alarms.append("opdracht aan een programma")
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except _Declared:
        return reading  # what it declares may be without end: it is read no further, and does not pass
    reading.add("naam van een element", names, structural=True)
    reading.pages["tekst"] = ["".join(texts)]
    return reading


class _Declared(Exception):
    """The file declares a type of document."""
