"""From what was typed to what the archive can be asked: terms become conditions with ids.

Only what may be seen is looked among. What a name means is `archive.search.naming`'s to say.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.app_names import app_key, app_name
from archive.functions import FunctionClass
from archive.models import Conversation, Function
from archive.search.expressions import (
    And,
    Expression,
    Feature,
    Field,
    InConversation,
    InFunction,
    InOrganisation,
    Not,
    OnApp,
    OnTopic,
    Or,
    QueryProblem,
    SentBy,
    SentTo,
    Term,
    With,
    all_of,
    any_of,
    none_of,
)
from archive.search.naming import CONVERSATIONS, PERSONS, SHOWN_AT_MOST, TOPICS, NotNamed
from archive.search.periods import read_period

_CLASSES = {kind.label: kind for kind in FunctionClass}


def resolve(expression: Expression) -> Expression:
    """The tree with a condition in the place of every term.

    Raises `QueryProblem`, at the place of the term, for a name that nothing visible has, or more than one thing; it then
    names up to five of them.
    """
    known: dict[Term, Expression] = {}

    def condition(part: Expression) -> Expression:
        if not isinstance(part, Term):
            return part
        if part not in known:
            known[part] = _condition(part)
        return known[part]

    return _replaced(expression, condition)


def _replaced(expression: Expression, replace: Callable[[Expression], Expression]) -> Expression:
    """The tree with each of its leaves replaced."""
    match expression:
        case And(parts):
            return all_of(_replaced(part, replace) for part in parts)
        case Or(parts):
            return any_of(_replaced(part, replace) for part in parts)
        case Not(part):
            return none_of(_replaced(part, replace))
    return replace(expression)


def _condition(term: Term) -> Expression:
    try:
        return _MEANS[term.field](term.value)
    except NotNamed as problem:
        raise QueryProblem(str(problem), term.start, term.end) from None


def _app(value: str) -> OnApp:
    apps = Conversation.objects.visible().order_by("app").values_list("app", flat=True).distinct()
    stored = {app_key(app): app for app in apps}
    if app_key(value) in stored:
        return OnApp(stored[app_key(value)])
    there = ", ".join(map(app_name, stored.values())) or "geen"
    raise NotNamed(f"Er zijn geen gesprekken uit ‘{value}’. De apps in het archief: {there}.")


def _function(value: str) -> InFunction:
    if kind := _CLASSES.get(value.casefold()):
        return InFunction(function_class=kind)
    try:
        return InFunction(title=_held("title", value))
    except NotNamed as problem:
        raise NotNamed(f"{problem} Of kies een soort functie: {', '.join(_CLASSES)}.") from None


def _held(field: str, value: str) -> str:
    """A title or an organisation of functions as it is recorded: that name, or the only one that has it in it."""
    names = Function.objects.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    if exact := names.filter(**{f"{field}__iexact": value}).first():
        return exact
    found = list(names.filter(**{f"{field}__unaccent__icontains": value})[: SHOWN_AT_MOST + 1])
    if len({name.casefold() for name in found}) == 1:
        return found[0]
    if not found:
        raise NotNamed(f"‘{value}’ is van niemand vastgelegd.")
    more = " en meer" if len(found) > SHOWN_AT_MOST else ""
    raise NotNamed(f"‘{value}’ kan meer dan één zijn: {', '.join(found[:SHOWN_AT_MOST])}{more}. Neem er één over.")


_MEANS: dict[Field, Callable[[str], Expression]] = {
    Field.SENDER: lambda value: SentBy((PERSONS.find(value).pk,)),
    Field.RECIPIENT: lambda value: SentTo((PERSONS.find(value).pk,)),
    Field.CONVERSATION: lambda value: InConversation((CONVERSATIONS.find(value).pk,)),
    Field.APP: _app,
    Field.FUNCTION: _function,
    Field.ORGANISATION: lambda value: InOrganisation(_held("organisation", value)),
    Field.TOPIC: lambda value: OnTopic(TOPICS.find(value).pk),
    Field.DATE: read_period,
    Field.HAS: lambda value: With(Feature(value)),
    Field.IS: lambda value: With(Feature(value)),
}
