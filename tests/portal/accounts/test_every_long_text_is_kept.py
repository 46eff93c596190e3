"""Whoever types a long text finds it again when the session ended: every form that is sent with one says so in `data-keeps`."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

import pytest

import woo_portal
from woo_portal.dossiers.forms import AssigneeForm
from woo_portal.intake.forms import AnswerForm, FunctionForm, NewPersonForm, SplitForm, UploadForm

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NO_LONG_TEXT: dict[str, type] = {
    "accounts/login.html": AuthenticationForm,
    "accounts/password_change.html": PasswordChangeForm,
    "dossiers/overview.html": AssigneeForm,
    "intake/function.html": FunctionForm,
    "intake/handle.html": NewPersonForm,
    "intake/import_question.html": AnswerForm,
    "intake/split.html": SplitForm,
    "intake/upload.html": UploadForm,
}
"""Forms that are printed whole and keep nothing, for there is no long text in them; of the first two nothing may be kept."""
_FORM = re.compile(r"<form\b(.*?)</form>", re.DOTALL)
_TEMPLATE_TAG = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"')
_WHOLE = re.compile(r"{{\s*\w*form\w*(?:\.as_\w+)?\s*}}|{% for \w+ in \w*form\w* %}")
_LISTS_ERRORS = "components/error_summary.html"


def textareas() -> set[str]:
    """The names of the fields in the portal's own forms that are long texts."""
    for module in pkgutil.walk_packages(woo_portal.__path__, "woo_portal."):
        if module.name.endswith("forms") or ".views" in module.name or module.name.endswith("_views"):
            importlib.import_module(module.name)
    found = set()
    for form in _below(forms.BaseForm):
        if form.__module__.startswith("woo_portal"):
            fields = getattr(form, "base_fields", {}).items()
            found |= {name for name, field in fields if isinstance(field.widget, forms.Textarea)}
    return found


def _below(form: type) -> Iterator[type]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def written_out(text: str) -> str:
    """A template with the templates it includes, and these with theirs."""
    found = [text]
    for name in _INCLUDE.findall(text):
        if name != _LISTS_ERRORS and (TEMPLATES / name).exists():
            found.append(written_out((TEMPLATES / name).read_text()))
    return "\n".join(found)


def forgetful(text: str, names: set[str]) -> list[str]:
    """What of a template's forms is sent with a long text and keeps nothing: the fields, or "whole" for a form printed whole."""
    field = re.compile(rf"\b\w*form\w*\.({'|'.join(sorted(names))})\b")
    found = []
    for form in _FORM.findall(text):
        tag = _TEMPLATE_TAG.sub("", form).partition(">")[0]
        if 'method="post"' not in tag or "data-keeps" in tag:
            continue
        body = written_out(form)
        found += field.findall(body)
        found += ["textarea"] * ("<textarea" in body) + ["whole"] * bool(_WHOLE.search(body))
    return found


def test_what_was_typed_on_a_page_was_gone_after_logging_in_again():
    names, lost = textareas(), {}
    assert {"motivation", "reason", "request", "note"} <= names
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        # The pages of the administrator are Django's own, and tables of short facts.
        if not name.startswith("admin/") and (found := forgetful(path.read_text(), names)):
            lost[name] = found

    assert lost == {name: ["whole"] for name in NO_LONG_TEXT}


@pytest.mark.parametrize("form", NO_LONG_TEXT.values())
def test_a_form_that_need_not_keep_anything_has_no_long_text(form):
    assert not any(isinstance(field.widget, forms.Textarea) for field in form.base_fields.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<form method="post"><textarea name="x"></textarea></form>', ["textarea"]),
        ('<form action="{% url "a" %}" method="post">{{ decision_form.motivation }}</form>', ["motivation"]),
        ('<form method="post"{% if a > b %} id="x"{% endif %}>{{ form }}</form>', ["whole"]),
        ('<form method="post" data-keeps="x">{{ form }}<textarea></textarea></form>', []),
        ('<form method="get"><textarea></textarea></form>', []),
        ('<form method="post">{% include "components/error_summary.html" with form=form only %}</form>', []),
    ],
)
def test_such_a_form_is_recognised(text, found):
    assert forgetful(text, {"motivation"}) == found
