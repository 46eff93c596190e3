"""Reads finished PDFs as others do: a validator, assistive technology, and whoever measures the boxes on the page."""

from __future__ import annotations

import io
from collections.abc import Iterator

import page as page_validation
import pikepdf
from pikepdf import Array, Dictionary, Pdf

BLOCKS = {"/P", "/H1", "/H2", "/TR"}


def failures(content: bytes) -> list[str]:
    """What a validator has against it as PDF/A-2a and as PDF/UA-1."""
    reports = [page_validation.validate_pdf_bytes(content, profile=profile) for profile in ("2a", "ua1")]
    return [f"{failure.rule_id}: {failure.message}" for report in reports for failure in report.failures]


def spoken(content: bytes) -> list[str]:
    """What a screen reader says, a block at a time: its kind and its words, "[…]" for an alternate text."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        texts = {page.obj.objgen: _marked_texts(page) for page in pdf.pages}
        return list(_blocks(pdf.Root.StructTreeRoot.K, texts))


def bars(content: bytes) -> set[tuple[float, float]]:
    """The sizes of the black bars, in points."""
    sizes = set()
    with Pdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            colour, rectangle = (), None
            for operands, operator in pikepdf.parse_content_stream(page, "rg re f"):
                if str(operator) == "rg":
                    colour = tuple(round(float(value), 2) for value in operands)
                elif str(operator) == "re":
                    rectangle = tuple(round(float(value) * 0.75, 2) for value in operands[2:])
                elif colour == (0.15, 0.15, 0.15) and rectangle:
                    sizes.add(rectangle)
    return sizes


def _blocks(node: object, texts: dict) -> Iterator[str]:
    for kid in node if isinstance(node, Array) else [node]:
        if isinstance(kid, Dictionary) and "/K" in kid:
            if str(kid.S) in BLOCKS:
                yield f"{str(kid.S)[1:]}: {_words(kid, texts, None).strip()}"
            else:
                yield from _blocks(kid.K, texts)


def _words(node: object, texts: dict, page: object) -> str:
    if isinstance(node, int):
        return texts[page].get(node, "")
    if isinstance(node, Array):
        return "".join(_words(kid, texts, page) for kid in node)
    if "/Obj" in node:
        return ""  # a link's place on the page
    if "/Alt" in node:
        return f"[{node.Alt}]"
    cell = " | " if str(node.S) in {"/TH", "/TD"} else ""
    return _words(node.get("/K", Array()), texts, node.Pg.objgen if "/Pg" in node else page) + cell


def _marked_texts(page: pikepdf.Page) -> dict[int, str]:
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    texts: dict[int, str] = {}
    stack: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                stack.append(int(properties["/MCID"]) if "/MCID" in properties else None)
            case "EMC":
                stack.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "TJ" if stack and stack[-1] is not None:
                glyphs = b"".join(bytes(piece) for piece in operands[0] if isinstance(piece, pikepdf.String))
                codes = (int.from_bytes(glyphs[start : start + 2]) for start in range(0, len(glyphs), 2))
                texts[stack[-1]] = texts.get(stack[-1], "") + "".join(letters[code] for code in codes)
    return texts


def _letters(font: Dictionary) -> dict[int, str]:
    lines = font.ToUnicode.read_bytes().decode().splitlines()
    pairs = [line.strip("<>").split("> <") for line in lines if line.startswith("<") and "> <" in line]
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs if int(text, 16) != 0xFFFF}
