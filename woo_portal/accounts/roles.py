"""THE role matrix: which role may do what. Every screen, button and test reads it here and nowhere else."""

from __future__ import annotations

from enum import Enum, auto

from django.db.models import TextChoices


class Role(TextChoices):
    """One role an account: separation of duties is then visible in the list of users."""

    COORDINATOR = "coordinator", "Woo-coördinator"
    REVIEWER = "reviewer", "juridisch toetser"
    LIAISON = "liaison", "kamerliaison"
    ARCHIVIST = "archivist", "archivaris"
    ADMINISTRATOR = "administrator", "beheerder"


class Capability(Enum):
    """Something a role may or may not do."""

    IMPORT = auto()
    """Bring exports into the archive and answer an import's questions."""
    READ_ARCHIVE = auto()
    """Read conversations, persons and originals outside a dossier."""
    MANAGE_PERSONS = auto()
    """Say which handle is whose, and record functions."""
    GUARD_PRIVACY = auto()
    """Mark messages as private, read what is behind a mark, and lift it."""
    CHECK_ARCHIVE = auto()
    """Have the archive checked against its chain."""
    HOLD = auto()
    """Keep messages from being destroyed for the time being, and end that."""
    PROPOSE_DESTRUCTION = auto()
    """Make a list of messages to destroy."""
    APPROVE_DESTRUCTION = auto()
    """Approve a list that somebody else proposed (two persons); it is then destroyed."""
    SEARCH = auto()
    """Search the archive's messages."""
    MANAGE_TOPICS = auto()
    """Make topics, change what they ask, and end them. Who reads the archive reads them."""
    READ_DOSSIER = auto()
    """Open the dossiers `woo_portal.dossiers.access` makes visible."""
    COMPOSE_DOSSIER = auto()
    """Make a dossier, add messages and judge them, and bring it to redaction and back."""
    READ_QUESTIONS = auto()
    """Open the sets of parliamentary questions, of the dossiers one sees."""
    TAKE_IN_QUESTIONS = auto()
    """Take in a document with parliamentary questions, look at what was read in it, and confirm it."""
    ANSWER_QUESTIONS = auto()
    """Write answers to parliamentary questions. To agree to one is to approve: never who wrote it (four eyes)."""
    REDACT = auto()
    """Decide proposals and redact passages, offer a dossier for approval, and send it back."""
    WRITE_DECISION = auto()
    """Write in the decision (besluit) on a Woo request."""
    APPROVE = auto()
    """Approve a reviewed dossier; never one's own review (four eyes)."""
    PACKAGE = auto()
    """Make and release the disclosure package, and reopen a dossier that was approved or released."""
    PUBLISH = auto()
    """Send a released package on a Woo request to the publicatiebank, publish it, withdraw and replace it."""
    ADMINISTER = auto()
    """Users, holidays, keys: Django's admin. Gives no sight of messages or dossiers."""


MATRIX: dict[Role, frozenset[Capability]] = {
    Role.COORDINATOR: frozenset(
        {
            Capability.READ_ARCHIVE,
            Capability.SEARCH,
            Capability.MANAGE_TOPICS,
            Capability.READ_DOSSIER,
            Capability.COMPOSE_DOSSIER,
            Capability.REDACT,
            Capability.WRITE_DECISION,
            Capability.APPROVE,
            Capability.PACKAGE,
            Capability.PUBLISH,
            Capability.HOLD,
            Capability.APPROVE_DESTRUCTION,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Capability.READ_DOSSIER,
            Capability.READ_QUESTIONS,
            Capability.REDACT,
            Capability.WRITE_DECISION,
            Capability.APPROVE,
        }
    ),
    Role.LIAISON: frozenset(
        {
            Capability.READ_QUESTIONS,
            Capability.TAKE_IN_QUESTIONS,
            Capability.ANSWER_QUESTIONS,
            Capability.READ_ARCHIVE,
            Capability.SEARCH,
            Capability.READ_DOSSIER,
            Capability.COMPOSE_DOSSIER,
            Capability.REDACT,
            Capability.APPROVE,
            Capability.PACKAGE,
        }
    ),
    Role.ARCHIVIST: frozenset(
        {
            Capability.IMPORT,
            Capability.READ_ARCHIVE,
            Capability.MANAGE_PERSONS,
            Capability.MANAGE_TOPICS,
            Capability.GUARD_PRIVACY,
            Capability.CHECK_ARCHIVE,
            Capability.HOLD,
            Capability.PROPOSE_DESTRUCTION,
            Capability.APPROVE_DESTRUCTION,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Capability.ADMINISTER}),
}


def may(role: str, capability: Capability) -> bool:
    """Whether a role has a capability; an unknown role has none."""
    return capability in MATRIX.get(Role(role), frozenset()) if role in Role.values else False
