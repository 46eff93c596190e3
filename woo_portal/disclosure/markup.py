"""Runs as HTML for print: letters the fonts have, and for each withheld passage a token that tells its grounds only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

from django.template import Context, Engine, Template
from django.utils.safestring import SafeString, mark_safe

from redaction.aliases import alias_beside, printed_alias
from redaction.apply import Run, Shown, Withheld
from woo_portal.disclosure.characters import printable
from woo_portal.disclosure.publishing import GroundText
from woo_portal.disclosure.typesetting import TEMPLATES

_TOKEN_WIDTH = 43.5
_CODE_WIDTH, _COMMA_WIDTH, _SPACE_WIDTH = 2.85, 0.27, 0.26
"""Of the widest code of the law, a comma and a space in Noto Sans, in em; the token's inner width in points (`pages.css`)."""


class UnlistedGround(ValueError):
    """A passage is withheld on a ground that the legend of the set does not explain; the message is Dutch."""


def words(text: str) -> SafeString:
    """`text` as HTML, as it was written as far as paper can show it."""
    return mark_safe(escape(printed(text)))  # as Django's own, which asks of every text whether it is a promise


def printed(text: str) -> str:
    """`text` as it is printed, before it is HTML.

    A space goes before the end of a line: the text layer of a PDF has no ends of lines, and words would run together.
    """
    return printable(text).replace("\n", " \n")


def page(template: str, **values: object) -> str:
    """The HTML of a template in templates/disclosure. Plain strings are escaped; no setting and no locale plays a part."""
    return _template(template).render(Context(values, use_l10n=False, use_tz=False))


@cache
def _template(name: str) -> Template:
    return Engine(dirs=[str(TEMPLATES)]).get_template(name)


class Markup:
    """Writes runs, with tokens that a screen reader explains in the words of the legend `grounds`.

    A format that is no PDF writes `token` and `reference` its own way.
    """

    def __init__(self, grounds: Iterable[GroundText]) -> None:
        self._labels = {ground.code: ground.label for ground in grounds}
        self._tokens: dict[tuple[str, ...], str] = {}

    def runs(self, runs: Sequence[Run]) -> SafeString:
        """The runs in their order. Raises `UnlistedGround`."""
        parts = [words(run.text) if isinstance(run, Shown) else self._withheld(run) for run in runs]
        return mark_safe("".join(parts))  # every part is escaped

    def line(self, runs: Sequence[Run]) -> SafeString:
        """As `runs`, without the ends of lines: for a name or a title. Raises `UnlistedGround`."""
        return mark_safe(self.runs(runs).replace("\n", ""))  # a space stands before each

    def token(self, codes: tuple[str, ...]) -> str:
        """The HTML of one token, of one width whatever its grounds. Raises `UnlistedGround`."""
        return f'<a data-spoken="{words(self.spoken(codes))}"{_fit(len(codes))}>{words(", ".join(codes))}</a>'

    def reference(self, number: str) -> SafeString:
        """Where a document with this number is: "document B001"."""
        return words(f"document {number}")

    def spoken(self, codes: tuple[str, ...]) -> str:
        """What is said of a token: "weggelakt, grond 5.1.2e, Eerbiediging van …". Raises `UnlistedGround`."""
        explained = "; ".join(f"{code}, {self._label(code)}" for code in codes)
        return f"weggelakt, {'grond' if len(codes) == 1 else 'gronden'} {explained}"

    def _withheld(self, run: Withheld) -> str:
        if alias := printed_alias(run):
            return words(alias)
        if run.grounds not in self._tokens:
            self._tokens[run.grounds] = self.token(run.grounds)
        beside = alias_beside(run)
        return self._tokens[run.grounds] + (words(f" {beside}") if beside else "")

    def _label(self, code: str) -> str:
        try:
            return self._labels[code]
        except KeyError:
            raise UnlistedGround(
                f"Grond '{code}' is gebruikt, maar staat niet in de lijst van gronden van dit pakket. "
                "Er is niets gemaakt. Controleer de grond van de weggelakte passages."
            ) from None


def _fit(count: int) -> str:
    """The size of the codes in a token: one or two stand on one line, more on two lines, smaller where they must."""
    if count == 1:
        return ""
    if count == 2:
        return f' style="font-size:{_TOKEN_WIDTH / (2 * _CODE_WIDTH + _COMMA_WIDTH + _SPACE_WIDTH) - 0.05:.2f}pt"'
    columns = (count + 1) // 2
    size = min(5.4, _TOKEN_WIDTH / (columns * (_CODE_WIDTH + _COMMA_WIDTH) + (columns - 1) * _SPACE_WIDTH))
    return f' style="font-size:{size:.2f}pt;line-height:5.25pt"'
