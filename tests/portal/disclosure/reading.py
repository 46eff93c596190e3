"""Reads a PDF as assistive technology does: its structure tree, in order, with the text of each marked content."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf


def spoken(content: bytes) -> str:
    """What a screen reader says: one line a block, an alternate text instead of what it stands for."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        texts = {page.obj.objgen: _marked_texts(page) for page in pdf.pages}
        return "\n".join(_blocks(pdf.Root.StructTreeRoot.K, texts))


_BLOCKS = {"/P", "/H1", "/H2", "/TR", "/Caption"}


def _blocks(node: object, texts: dict, page: object = None) -> Iterator[str]:
    for kid in node if isinstance(node, Array) else [node]:
        if isinstance(kid, Dictionary) and "/K" in kid:
            if str(kid.S) in _BLOCKS:
                yield f"{str(kid.S)[1:]}: {_words(kid, texts, None).strip()}"
            else:
                yield from _blocks(kid.K, texts)


def _words(node: object, texts: dict, page: object) -> str:
    if isinstance(node, int):
        return texts[page].get(node, "")
    if isinstance(node, Array):
        return "".join(_words(kid, texts, page) for kid in node)
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
            case "Tj" | "TJ" if stack and stack[-1] is not None:
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                shown = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                glyphs = (int.from_bytes(shown[i : i + 2]) for i in range(0, len(shown), 2))
                texts[stack[-1]] = texts.get(stack[-1], "") + "".join(letters[glyph] for glyph in glyphs)
    return texts


def _letters(font: Dictionary) -> dict[int, str]:
    table = bytes(font.ToUnicode.read_bytes()).decode()
    pairs = [
        line.strip("<>").split("> <") for line in table.splitlines() if line.startswith("<") and line.count("<") == 2
    ]
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs if Name is not None}
