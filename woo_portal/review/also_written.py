"""Tells who withholds words that officers wrote themselves as well, such as in the subject: nobody redacts those, and at the end
the leak check would stop the package on them.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from woo_portal.accounts.gate import current_user
from woo_portal.dossiers.correcting import may_correct
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.own_texts import SUBJECT, also_written


def tell(request: HttpRequest, dossier: Dossier, decided: Collection[int]) -> None:
    """Add a notice for what of the passages (ids) just decided on is withheld and stands in an own text, with where to mend that.

    It stays on the page that follows, and is told once: not for words that were withheld before.
    """
    may = may_correct(dossier, current_user(request))
    for telling in also_written(dossier, decided):
        in_subject = any(text.section == SUBJECT for text in telling.texts)
        context = {"telling": telling, "dossier": dossier, "may_correct": may, "in_subject": in_subject}
        told = render_to_string("review/_also_written.html", context).strip()
        messages.info(request, mark_safe(told))  # a template's, in which what was written is escaped
