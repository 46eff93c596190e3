"""What happened in a Signal chat, as a Dutch sentence: groups, calls, names, and messages that disappear.

The export keeps events, not words; the sentences are ours, close to those the app shows in Dutch.
"""

from __future__ import annotations

from archive.importers.signal_jsonl.people import People
from archive.importing import SystemEvent
from archive.reading.event_sentences import call_sentence, timer_sentence
from archive.reading.json_records import Json

_GROUP: dict[str, str] = {
    "genericGroupUpdate": "{updaterAci} heeft de groep gewijzigd",
    "groupCreationUpdate": "{updaterAci} heeft de groep gemaakt",
    "groupNameUpdate": "{updaterAci} heeft de groepsnaam gewijzigd in «{newGroupName}»",
    "groupAvatarUpdate": "{updaterAci} heeft de groepsafbeelding gewijzigd",
    "groupDescriptionUpdate": "{updaterAci} heeft de groepsomschrijving gewijzigd in «{newDescription}»",
    "groupMembershipAccessLevelChangeUpdate": "{updaterAci} heeft gewijzigd wie leden mag toevoegen",
    "groupAttributesAccessLevelChangeUpdate": "{updaterAci} heeft gewijzigd wie de groep mag wijzigen",
    "groupAnnouncementOnlyChangeUpdate": "{updaterAci} heeft gewijzigd wie berichten mag sturen",
    "groupMemberLabelAccessLevelChangeUpdate": "{updaterAci} heeft gewijzigd wie labels mag geven",
    "groupMemberLeftUpdate": "{aci} heeft de groep verlaten",
    "groupMemberRemovedUpdate": "{removerAci} heeft {removedAci} verwijderd",
    "selfInvitedToGroupUpdate": "{inviterAci} heeft de eigenaar van de telefoon uitgenodigd",
    "selfInvitedOtherUserToGroupUpdate": "De eigenaar van de telefoon heeft {inviteeServiceId} uitgenodigd",
    "groupUnknownInviteeUpdate": "{inviterAci} heeft {inviteeCount} personen uitgenodigd",
    "groupInvitationAcceptedUpdate": "{newMemberAci} heeft de uitnodiging van {inviterAci} aangenomen",
    "groupInvitationDeclinedUpdate": "{inviteeAci} heeft de uitnodiging van {inviterAci} afgeslagen",
    "groupMemberJoinedUpdate": "{newMemberAci} is lid van de groep geworden",
    "groupMemberAddedUpdate": "{updaterAci} heeft {newMemberAci} toegevoegd",
    "groupSelfInvitationRevokedUpdate": "{revokerAci} heeft de uitnodiging van de eigenaar van de telefoon ingetrokken",
    "groupInvitationRevokedUpdate": "{updaterAci} heeft een of meer uitnodigingen ingetrokken",
    "groupJoinRequestUpdate": "{requestorAci} heeft gevraagd lid te worden",
    "groupJoinRequestCanceledUpdate": "{requestorAci} heeft het verzoek om lid te worden ingetrokken",
    "groupSequenceOfRequestsAndCancelsUpdate": "{requestorAci} heeft {count} keer gevraagd lid te worden en dat ingetrokken",
    "groupInviteLinkResetUpdate": "{updaterAci} heeft de groepslink vernieuwd",
    "groupInviteLinkEnabledUpdate": "{updaterAci} heeft de groepslink ingeschakeld",
    "groupInviteLinkDisabledUpdate": "{updaterAci} heeft de groepslink uitgeschakeld",
    "groupInviteLinkAdminApprovalUpdate": "{updaterAci} heeft de goedkeuring van nieuwe leden gewijzigd",
    "groupMemberJoinedByLinkUpdate": "{newMemberAci} is lid van de groep geworden via de groepslink",
    "groupV2MigrationUpdate": "De groep is omgezet naar een nieuwe vorm",
    "groupV2MigrationSelfInvitedUpdate": "De eigenaar van de telefoon is bij het omzetten van de groep opnieuw uitgenodigd",
    "groupV2MigrationInvitedMembersUpdate": "Bij het omzetten van de groep zijn {invitedMembersCount} leden uitgenodigd",
    "groupV2MigrationDroppedMembersUpdate": "Bij het omzetten van de groep zijn {droppedMembersCount} leden verwijderd",
    "groupTerminateChangeUpdate": "{updaterAci} heeft de groep beëindigd",
}
"""By the name of the change (libsignal, backup.proto, GroupChangeChatUpdate). Names in braces are fields of it."""

_SIMPLE: dict[str, str] = {
    "JOINED_SIGNAL": "{author} gebruikt nu Signal",
    "IDENTITY_UPDATE": "Het veiligheidsnummer met {author} is gewijzigd",
    "IDENTITY_VERIFIED": "Het veiligheidsnummer met {author} is als geverifieerd gemarkeerd",
    "IDENTITY_DEFAULT": "Het veiligheidsnummer met {author} is als niet geverifieerd gemarkeerd",
    "CHANGE_NUMBER": "{author} heeft een nieuw telefoonnummer",
    "END_SESSION": "De beveiligde sessie is opnieuw ingesteld",
    "CHAT_SESSION_REFRESH": "De beveiligde sessie is vernieuwd",
    "BAD_DECRYPT": "Een bericht van {author} kon niet worden ontsleuteld en is niet afgeleverd",
    "PAYMENTS_ACTIVATED": "{author} heeft betalingen ingeschakeld",
    "PAYMENT_ACTIVATION_REQUEST": "{author} heeft gevraagd betalingen in te schakelen",
    "UNSUPPORTED_PROTOCOL_MESSAGE": "{author} heeft een bericht gestuurd dat deze versie van Signal niet kon lezen",
    "REPORTED_SPAM": "Dit gesprek is als spam gemeld",
    "BLOCKED": "{author} is geblokkeerd",
    "UNBLOCKED": "De blokkade van {author} is opgeheven",
    "MESSAGE_REQUEST_ACCEPTED": "Het berichtverzoek is aanvaard",
    "RELEASE_CHANNEL_DONATION_REQUEST": "Signal heeft om een donatie gevraagd",
}

_EVENTS: dict[str, SystemEvent] = {
    "groupCreationUpdate": SystemEvent.CREATED,
    "groupNameUpdate": SystemEvent.RENAMED,
    "groupMemberAddedUpdate": SystemEvent.ADDED,
    "groupMemberJoinedUpdate": SystemEvent.JOINED,
    "groupMemberJoinedByLinkUpdate": SystemEvent.JOINED,
    "groupInvitationAcceptedUpdate": SystemEvent.JOINED,
    "groupMemberLeftUpdate": SystemEvent.LEFT,
    "groupMemberRemovedUpdate": SystemEvent.REMOVED,
    "groupV2MigrationDroppedMembersUpdate": SystemEvent.REMOVED,
    "groupExpirationTimerUpdate": SystemEvent.TIMER,
    "expirationTimerChange": SystemEvent.TIMER,
    "pinMessage": SystemEvent.PINNED,
}
"""By the name of the update, or of the change in a group; what is not here has no name of its own."""

_MISSED = ("MISSED", "MISSED_NOTIFICATION_PROFILE")


def is_call(update: Json) -> bool:
    """Whether an update is a call of two people or of a group."""
    return "individualCall" in update or "groupCall" in update


def event_of(update: Json) -> SystemEvent:
    """What an update tells of; of several changes in one update the first that has a name."""
    for name, detail in update.items():
        if name == "simpleUpdate" and isinstance(detail, dict) and detail.get("type") == "CHANGE_NUMBER":
            return SystemEvent.NUMBER_CHANGED
        changes = _parts(detail) if name == "groupChange" and isinstance(detail, dict) else [{name: detail}]
        for change in changes:
            if event := next((_event_of_change(*part) for part in change.items()), None):
                return event
    return SystemEvent.OTHER


def sentence(update: Json, people: People, author: str) -> str:
    """An update in words; the name of an unknown one, so that it is seen. `author` is the name of whom it is about."""
    for name, detail in update.items():
        detail = detail if isinstance(detail, dict) else {}
        match name:
            case "groupChange":
                return _group_change(detail, people)
            case "simpleUpdate":
                kind = str(detail.get("type", "UNKNOWN"))
                return _SIMPLE.get(kind, f"Gebeurtenis in Signal ({kind})").format(author=author)
            case "expirationTimerChange":
                return timer_sentence(author, _seconds(detail))
            case "profileChange":
                return f"{detail.get('previousName', '')} heet nu {detail.get('newName', '')}"
            case "learnedProfileChange":
                before = f"+{detail['e164']}" if detail.get("e164") else str(detail.get("username") or "")
                return f"{before} is {author}"
            case "threadMerge":
                return f"Het gesprek met +{detail.get('previousE164', '')} is samengevoegd met dit gesprek"
            case "sessionSwitchover":
                return f"+{detail.get('e164', '')} hoort bij {author}"
            case "individualCall":
                return _call(detail)
            case "groupCall":
                return call_sentence(video=False, group=True, missed=detail.get("state") in _MISSED)
            case "pollTerminate":
                return f"{author} heeft de peiling «{detail.get('question', '')}» beëindigd"
            case "pinMessage":
                return f"{author} heeft een bericht vastgezet"
            case _:
                return f"Gebeurtenis in Signal ({name})"
    return "Gebeurtenis in Signal"


def sets_timer(update: Json) -> bool:
    """Whether an update makes messages disappear from now on."""
    changes = [update.get("expirationTimerChange")]
    group = update.get("groupChange")
    if isinstance(group, dict):
        changes += [part.get("groupExpirationTimerUpdate") for part in _parts(group)]
    return any(isinstance(change, dict) and change.get("expiresInMs") not in (None, "0", 0) for change in changes)


def _event_of_change(name: str, detail: object) -> SystemEvent | None:
    if name == "groupJoinRequestApprovalUpdate":
        return SystemEvent.JOINED if isinstance(detail, dict) and detail.get("wasApproved") else None
    return _EVENTS.get(name)


def _seconds(detail: Json) -> int:
    """How long messages live from now on; 0 when they no longer disappear."""
    try:
        return int(detail.get("expiresInMs") or 0) // 1000
    except (TypeError, ValueError):
        return 0


def _group_change(change: Json, people: People) -> str:
    sentences = [_group_sentence(name, detail, people) for part in _parts(change) for name, detail in part.items()]
    return "\n".join(sentences) or "De groep is gewijzigd"


def _group_sentence(name: str, detail: object, people: People) -> str:
    fields = detail if isinstance(detail, dict) else {}
    if name == "groupExpirationTimerUpdate":
        return timer_sentence(people.name_of_aci(fields.get("updaterAci")), _seconds(fields))
    if name == "groupAdminStatusUpdate":
        made = "beheerder gemaakt" if fields.get("wasAdminStatusGranted") else "het beheer van de groep ontnomen"
        return (
            f"{people.name_of_aci(fields.get('updaterAci'))} heeft {people.name_of_aci(fields.get('memberAci'))} {made}"
        )
    if name == "groupJoinRequestApprovalUpdate":
        done = "toegelaten" if fields.get("wasApproved") else "niet toegelaten"
        return f"{people.name_of_aci(fields.get('updaterAci'))} heeft {people.name_of_aci(fields.get('requestorAci'))} {done}"
    return _GROUP.get(name, f"De groep is gewijzigd ({name})").format_map(_Fields(fields, people))


class _Fields(dict[str, str]):
    """The fields of a change for a sentence: ids of accounts as names, anything else as it stands."""

    def __init__(self, fields: Json, people: People) -> None:
        self._people = people
        super().__init__(
            {key: self._people.name_of_aci(value) if _is_person(key) else str(value) for key, value in fields.items()}
        )

    def __missing__(self, key: str) -> str:
        return self._people.name_of_aci(None) if _is_person(key) else ""


def _is_person(key: str) -> bool:
    return key.lower().endswith(("aci", "serviceid"))


def _parts(change: Json) -> list[Json]:
    parts = change.get("updates")
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _call(call: Json) -> str:
    state = call.get("state")
    return call_sentence(
        video=call.get("type") == "VIDEO_CALL", missed=state in _MISSED, declined=state == "NOT_ACCEPTED"
    )
