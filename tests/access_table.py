"""Every address of the portal × every role, in a table a lawyer can read; and what the address of each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from woo_portal.accounts.roles import Role

# yes/-  the role may, or finds no page
# woo    of dossiers on Woo requests only;  parliament: on parliamentary questions only
# review of both kinds, once there is something to review: from the state "lakken" on;  asked: of these, the questions;
# woo-review: of these, the Woo requests
# read   looks and changes nothing;  form: a page with a form that is sent to the same address;  post: a button, no page
# key    no page at all: software with a key uses it, everybody else gets the same refusal
TABLE = """
                                       coordinator  reviewer  liaison     archivist  administrator
# Oneself
login                            form  yes          yes       yes         yes        yes
logout                           post  yes          yes       yes         yes        yes
password_change                  form  yes          yes       yes         yes        yes
worklist                         read  yes          yes       yes         yes        yes
job                              read  yes          yes       yes         yes        yes

# The archive
archive                          read  yes          -         yes         yes        -
archive-import                   read  yes          -         yes         yes        -
archive-import-progress          read  yes          -         yes         yes        -
archive-conversations            read  yes          -         yes         yes        -
archive-conversation             read  yes          -         yes         yes        -
archive-differences              read  yes          -         yes         yes        -
archive-differences-table        read  yes          -         yes         yes        -
archive-attachment               read  yes          -         yes         yes        -
archive-attachment-picture       read  yes          -         yes         yes        -
archive-attachment-file          read  yes          -         yes         yes        -
archive-persons                  read  yes          -         yes         yes        -
archive-person                   read  yes          -         yes         yes        -
archive-upload                   form  -            -         -           yes        -
archive-import-answer            post  -            -         -           yes        -
archive-import-retry             post  -            -         -           yes        -
archive-original                 read  -            -         -           yes        -
archive-conversation-rsmf        read  -            -         -           yes        -
archive-function-add             form  -            -         -           yes        -
archive-function-edit            form  -            -         -           yes        -
archive-function-remove          form  -            -         -           yes        -
archive-merge-choose             read  -            -         -           yes        -
archive-merge                    form  -            -         -           yes        -
archive-split                    form  -            -         -           yes        -
archive-handle                   read  -            -         -           yes        -
archive-handle-link              post  -            -         -           yes        -
archive-link-undo                post  -            -         -           yes        -

# Topics
topics                           read  yes          -         yes         yes        -
topic                            read  yes          -         yes         yes        -
topic-version                    read  yes          -         yes         yes        -
topic-progress                   read  yes          -         yes         yes        -
topic-new                        form  yes          -         -           yes        -
topic-edit                       form  yes          -         -           yes        -
topic-end                        form  yes          -         -           yes        -
topic-assign                     post  yes          -         -           yes        -

# What is private, how long the archive is kept, what is held and what is destroyed
archive-private                  read  -            -         -           yes        -
archive-private-read             read  -            -         -           yes        -
archive-private-mark             form  -            -         -           yes        -
archive-private-lift             form  -            -         -           yes        -
archive-terms                    read  yes          -         yes         yes        -
archive-keeping                  read  yes          -         yes         yes        -
archive-holds                    read  yes          -         yes         yes        -
archive-hold-new                 form  yes          -         -           yes        -
archive-hold-end                 form  yes          -         -           yes        -
archive-destructions             read  yes          -         yes         yes        -
archive-destruction              read  yes          -         yes         yes        -
archive-destruction-propose      form  -            -         -           yes        -
archive-unread                   form  -            -         -           yes        -
archive-destruction-approve      form  yes          -         -           yes        -
archive-destruction-reject       form  yes          -         -           yes        -
archive-destruction-restart      post  -            -         -           yes        -
archive-certificate              read  yes          -         yes         yes        -
archive-certificate-hashes       read  yes          -         yes         yes        -

# The chain over all imports, and proofs of messages
archive-chain                    read  yes          -         yes         yes        -
archive-chain-check              post  -            -         -           yes        -
archive-chain-progress           read  yes          -         yes         yes        -
archive-proof                    read  yes          -         yes         yes        -
archive-proof-file               read  yes          -         yes         yes        -
archive-proof-program            read  yes          -         yes         yes        -

# Searching
search                           read  yes          -         yes         -          -
search-spread                    read  yes          -         yes         -          -
search-words                     read  yes          -         yes         -          -
search-names                     read  yes          -         yes         -          -
search-build                     read  yes          -         yes         -          -
search-add                       post  yes          -         yes         -          -
search-again                     read  woo          -         parliament  -          -

# Parliamentary questions
parliament                       read  -            yes       yes         -          -
parliament-take-in               form  -            -         yes         -          -
parliament-draft                 form  -            -         yes         -          -
parliament-original              read  -            -         yes         -          -
parliament-discard               form  -            -         yes         -          -
parliament-set                   read  -            asked     parliament  -          -
parliament-question              read  -            -         parliament  -          -
parliament-seek                  post  -            -         parliament  -          -
parliament-judge                 post  -            -         parliament  -          -
parliament-postpone              form  -            -         parliament  -          -
parliament-answers               read  -            asked     parliament  -          -
parliament-answer                read  -            asked     parliament  -          -
parliament-answer-start          post  -            -         parliament  -          -
parliament-answer-write          post  -            -         parliament  -          -
parliament-answer-move           post  -            asked     parliament  -          -
parliament-letter                read  -            asked     parliament  -          -

# Dossiers
dossiers                         read  yes          yes       yes         -          -
found                            read  yes          yes       yes         -          -
standard-texts                   form  yes          yes       -           -          -
dossier-new                      form  yes          -         yes         -          -
dossier                          read  woo          review    parliament  -          -
dossier-correct                  form  woo          -         parliament  -          -
dossier-assign                   post  woo          -         parliament  -          -
dossier-beforehand               read  woo          review    parliament  -          -
dossier-searches                 read  woo          review    parliament  -          -
dossier-searches-table           read  woo          review    parliament  -          -
dossier-searches-waiting         read  woo          -         parliament  -          -
dossier-searches-compare         read  woo          -         parliament  -          -
dossier-searches-repeat          post  woo          -         parliament  -          -
dossier-search                   read  woo          review    parliament  -          -
dossier-search-repeat            post  woo          -         parliament  -          -
dossier-search-add               post  woo          -         parliament  -          -
dossier-messages                 read  woo          review    parliament  -          -
dossier-log                      read  woo          review    parliament  -          -
dossier-job                      read  woo          review    parliament  -          -
dossier-relate                   post  woo          review    parliament  -          -
dossier-move                     post  woo          review    parliament  -          -
dossier-propose                  post  woo          review    parliament  -          -
dossier-extend                   post  woo          -         parliament  -          -
dossier-suspend                  form  woo          -         -           -          -
dossier-suspension               form  woo          -         -           -          -
dossier-judge                    post  woo          -         parliament  -          -
dossier-remove                   post  woo          -         parliament  -          -
dossier-add                      post  woo          -         parliament  -          -
dossier-take-over                form  woo          -         parliament  -          -
dossier-decision                 read  woo          woo-review -          -          -
dossier-decision-write           post  woo          woo-review -          -          -

# Redacting
review                           read  woo          review    parliament  -          -
review-decide                    post  woo          review    parliament  -          -
review-equal                     post  woo          review    parliament  -          -
review-person                    post  woo          review    parliament  -          -
review-add                       post  woo          review    parliament  -          -
review-undo                      post  woo          review    parliament  -          -
review-allowed                   form  woo          review    parliament  -          -
review-disallow                  post  woo          review    parliament  -          -
review-role                      post  woo          review    parliament  -          -
review-meant                             post  woo          review    parliament  -          -
review-missed                    form  woo          review    parliament  -          -
review-numbers                   form  woo          woo-review -           -          -
review-attachments               read  woo          review    parliament  -          -
review-attachments-prepare       post  woo          review    parliament  -          -
review-attachment                read  woo          review    parliament  -          -
review-attachment-picture        read  woo          review    parliament  -          -
review-attachment-prepare        post  woo          review    parliament  -          -
review-attachment-draw           post  woo          review    parliament  -          -
review-attachment-boxes          post  woo          review    parliament  -          -
review-attachment-decide         post  woo          review    parliament  -          -
review-attachment-undo           post  woo          review    parliament  -          -

# The package
package                          read  woo          review    parliament  -          -
package-annex                    read  -            asked     parliament  -          -
package-make                     post  woo          -         parliament  -          -
package-cancel                   post  woo          -         parliament  -          -
package-versions                 form  woo          -         -           -          -
package-download                 read  woo          review    parliament  -          -

# Publication
publication                      read  woo          woo-review -          -          -
publication-send                 post  woo          -         -           -          -
publication-replace              form  woo          -         -           -          -
publication-publish              form  woo          -         -           -          -
publication-withdraw             form  woo          -         -           -          -
publication-discard              post  woo          -         -           -          -

# Archiving software, with a key instead of an account
api                              key   -            -         -           -          -
api-nowhere                      key   -            -         -           -          -
api-openapi                      key   -            -         -           -          -
api-exports                      key   -            -         -           -          -
api-export                       key   -            -         -           -          -

# Beheer
admin:index                      read  -            -         -           -          yes
admin:login                      read  -            -         -           -          yes
admin:app_list                   read  -            -         -           -          yes
admin:accounts_user_changelist   form  -            -         -           -          yes
admin:accounts_user_add          form  -            -         -           -          yes
admin:accounts_user_change       form  -            -         -           -          yes
admin:accounts_user_history      read  -            -         -           -          yes
admin:auth_user_password_change  form  -            -         -           -          yes
admin:accounts_user_delete       form  -            -         -           -          -
admin:dossiers_holiday_changelist form -            -         -           -          yes
admin:dossiers_holiday_add       form  -            -         -           -          yes
admin:dossiers_holiday_change    form  -            -         -           -          yes
admin:dossiers_holiday_delete    form  -            -         -           -          yes
admin:dossiers_holiday_history   read  -            -         -           -          yes
admin:redaction_policyrule_changelist form -        -         -           -          yes
admin:redaction_policyrule_add   form  -            -         -           -          yes
admin:redaction_policyrule_change form -            -         -           -          yes
admin:redaction_policyrule_delete form -            -         -           -          yes
admin:redaction_policyrule_history read -           -         -           -          yes
admin:redaction_allowedpassage_changelist form -    -         -           -          yes
admin:redaction_allowedpassage_add     form  -      -         -           -          yes
admin:redaction_allowedpassage_change  form  -      -         -           -          yes
admin:redaction_allowedpassage_delete  form  -      -         -           -          yes
admin:redaction_allowedpassage_history read  -      -         -           -          yes
admin:archive_retentionrule_changelist form -       -         -           -          yes
admin:archive_retentionrule_add  form  -            -         -           -          yes
admin:archive_retentionrule_change form -           -         -           -          yes
admin:archive_retentionrule_delete form -           -         -           -          yes
admin:archive_retentionrule_history read -          -         -           -          yes
admin:intake_devicetoken_changelist form -         -         -           -          yes
admin:intake_devicetoken_add     form  -            -         -           -          yes
admin:intake_devicetoken_change  form  -            -         -           -          yes
admin:intake_devicetoken_history read  -            -         -           -          yes
admin:intake_devicetoken_delete  form  -            -         -           -          -
# Django's admin has this as well; there is nothing behind it.
beheer/(?P<url>.*)$              read  -            -         -           -          -
# Old addresses of a record, which lead on to its page.
beheer/accounts/user/<path:object_id>/     read  -  -         -           -          yes
beheer/dossiers/holiday/<path:object_id>/  read  -  -         -           -          yes
beheer/redaction/policyrule/<path:object_id>/ read - -        -           -          yes
beheer/redaction/allowedpassage/<path:object_id>/ read - -    -           -          yes
beheer/archive/retentionrule/<path:object_id>/ read - -       -           -          yes
beheer/intake/devicetoken/<path:object_id>/ read -  -         -           -          yes
"""


ROLES = (Role.COORDINATOR, Role.REVIEWER, Role.LIAISON, Role.ARCHIVIST, Role.ADMINISTRATOR)


SEEN_IN = {
    "woo": {"woo-new", "woo"},
    "parliament": {"kv-new", "kv"},
    "review": {"woo", "kv"},
    "asked": {"kv"},
    "woo-review": {"woo"},
}
"""The dossiers of the sample that a word of the table lets a role see."""


ALL_DOSSIERS = ("woo-new", "woo", "kv-new", "kv")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what its address takes (read, form, post, key), and what it says of each role."""

    takes: str
    of: dict[Role, str]


@dataclass(frozen=True, slots=True)
class Address:
    """An address with real objects filled in; `dossier` is which one of the sample it is of, if of any."""

    page: str
    path: str
    dossier: str

    def is_open_to(self, role: Role) -> bool:
        """What the table says."""
        word = LINES[self.page].of[role]
        return word == "yes" or self.dossier in SEEN_IN.get(word, ())

    def answers_a_button_of(self, role: Role) -> bool:
        """Whether it takes a form only, of dossiers of this role: it says so before it looks which dossier is meant."""
        line = LINES[self.page]
        return line.takes == "post" and line.of[role] != "-"


def _lines() -> dict[str, Line]:
    lines = {}
    for words in (row.split() for row in TABLE.splitlines()[2:] if row and not row.startswith("#")):
        page, takes, *cells = words
        lines[page] = Line(takes, dict(zip(ROLES, cells, strict=True)))
    return lines


LINES = _lines()


WITH_A_KEY = {page for page, line in LINES.items() if line.takes == "key"}


WITHOUT_LOG_IN = {"login"} | WITH_A_KEY


def _routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Each address of the portal: its name, or its route where it has none, and its route."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else route, route
        else:
            yield from _routes(entry, route, f"{entry.namespace}:" if entry.namespace else space)


ROUTES = dict(_routes(get_resolver()))
