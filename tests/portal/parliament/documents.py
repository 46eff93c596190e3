"""The invented documents of `documents/`: as files that can be read, and what is read in them as text one can check.

A case is a folder with `source.<ext>`; `source.pdf.html` is typeset to a PDF, and the folder `source.docx` is packed.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from woo_portal.disclosure.fonts import FOLDER as FONTS
from woo_portal.parliament.reading.contents import Contents

FOLDER = Path(__file__).parent / "documents"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def made(case: Path, folder: Path) -> Path:
    """The document of a case, as a file in `folder`."""
    source = next(case.glob("source.*"))
    if source.is_dir():
        path = folder / source.name
        path.write_bytes(packed(source))
    elif source.suffixes == [".pdf", ".html"]:
        path = folder / "source.pdf"
        path.write_bytes(typeset(source.read_text()))
    else:
        path = source
    return path


def packed(folder: Path) -> bytes:
    """A folder as the zip of an office document."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for member in sorted(folder.rglob("*")):
            if member.is_file():
                package.write(member, member.relative_to(folder))
    return made.getvalue()


def typeset(html: str) -> bytes:
    """A PDF of a page, in the portal's own letters: on each machine the same."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    letters = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: 'Noto Sans'; font-weight: {weight}; src: url({(FONTS / name).as_uri()}) }}"
        for weight, name in ((400, "NotoSans-Regular.ttf"), (700, "NotoSans-Bold.ttf"))
    )
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[CSS(string=faces, font_config=letters)], font_config=letters)
    return pdf


def told(contents: Contents) -> str:
    """What was read, for a person to check."""
    facts = {
        "form": contents.form,
        "subject": contents.subject,
        "case_number": contents.case_number,
        "document_number": contents.document_number,
        "sent_in": str(contents.sent_in or ""),
        "answered_on": str(contents.answered_on or ""),
        "members": [str(member) for member in contents.members],
        "ministers": [str(minister) for minister in contents.ministers],
        "earlier": list(contents.earlier),
        "questions": [[question.label, *question.text.split("\n")] for question in contents.questions],
        "answers": [[", ".join(answer.numbers), *answer.text.split("\n")] for answer in contents.answers],
        "notes": [[note.label, note.text, *note.links] for note in contents.notes],
        "notice": contents.notice,
        "explanation": contents.explanation,
        "flags": [flag.text for flag in contents.flags],
        "lines": [f"{line.role}{f' {line.key}' if line.key else ''} | {line.text}" for line in contents.lines],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
