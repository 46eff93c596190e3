"""Which number of 03/02/2026 is the day in the transcripts of a delivery: as the others of them prove, else as a person says."""

from __future__ import annotations

from archive.importers.eml.export import headers_of, mail_members
from archive.importers.eml.opened import open_mail
from archive.importers.eml.vendors import origin_of
from archive.importing import DateOrder, QuestionForPerson
from archive.reading.nested_containers import NestedContainer

_SHOWN_AT_MOST = 5


def order_of_open_dates(container: NestedContainer, answer: DateOrder | None) -> DateOrder | None:
    """The order of dates that can be read both ways, in chats a supplier delivers; None where there are none of these.

    One delivery is written by one programme, so what one transcript proves holds for all, unless another proves the opposite.
    Raises `QuestionForPerson` when none or both are proved and there is no `answer`. Mail that nobody calls a chat asks nothing:
    with open dates it is not clearly a transcript, and stays one message.
    """
    proven: set[DateOrder] = set()
    open_dates: dict[str, None] = {}
    for member in mail_members(container):
        headers = headers_of(container, member)
        opened = open_mail(container, member) if headers and origin_of(headers).is_chat else None
        if opened and opened.transcript:
            proven.update(filter(None, [opened.transcript.order]))
            open_dates |= dict.fromkeys(filter(None, [opened.transcript.open_date]))
    if not open_dates:
        return None
    if len(proven) == 1:
        return proven.pop()
    if answer is None:
        raise QuestionForPerson("date_order", tuple(open_dates)[:_SHOWN_AT_MOST])
    return answer
