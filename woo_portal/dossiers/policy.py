"""The policy for redaction as an administrator changes it: open proposals follow, decisions stay, and the log tells it."""

from __future__ import annotations

from django.db import transaction

from redaction.models import PolicyRule, Redaction
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.locking import lock_unreleased
from woo_portal.dossiers.models import Dossier, Item
from woo_portal.dossiers.passages import request_all_proposals
from woo_portal.dossiers.states import State


@transaction.atomic
def save_rule(rule: PolicyRule, *, by: User) -> int:
    """Store a row. How many open proposals lapsed, to be made anew under the policy as it is now."""
    lock_unreleased()
    labels = {rule.label, *PolicyRule.objects.filter(pk=rule.pk).values_list("label", flat=True)}
    rule.save()
    return _follow(labels, str(rule), by)


@transaction.atomic
def remove_rule(rule: PolicyRule, *, by: User) -> int:
    """Take a row away. What no row speaks of is withheld."""
    lock_unreleased()
    what = f"verwijderd: {rule}"
    rule.delete()
    return _follow({rule.label}, what, by)


def _follow(labels: set[str], what: str, by: User) -> int:
    """Let open proposals of these labels lapse in every dossier that is not released, and have it searched again."""
    layers = Dossier.objects.exclude(state=State.RELEASED).values("layer")
    lapsed, _ = Redaction.objects.from_policy().filter(layer__in=layers, label__in=labels).delete()
    Item.objects.exclude(dossier__state=State.RELEASED).search_again()
    record(Verb.POLICY_CHANGED, by=by, subject="beleid", what=what, count=lapsed)
    request_all_proposals()
    return lapsed
