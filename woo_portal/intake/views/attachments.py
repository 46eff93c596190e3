"""The attachments of messages: what is in one, as a picture without metadata and as text, and the file as it was.

Who may read a conversation may see what hangs on it. A picture is one that the portal made from the pixels; somebody's own
file is never shown by the portal, only handed over.
"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive import content, previews
from archive.models import Attachment, Message
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake.shown_attachments import shown_attachment

WHOLE = 200_000
"""So many characters of an attachment's text its own page shows: some 80 pages."""


@requires(Capability.READ_ARCHIVE)
@require_safe
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """What is in an attachment, and which message brought it."""
    found = _get(attachment_id)
    if request.method == "GET":
        _record(Verb.ATTACHMENT_VIEWED, request, found)
    context = {"shown": shown_attachment(found, WHOLE), "message": found.message, "chat": found.message.conversation}
    return render(request, "intake/attachment.html", context)


@requires(Capability.READ_ARCHIVE)
@require_safe
def picture(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The picture on a page that the log tells of: small (`klein`) in a conversation, large on that of the attachment."""
    try:
        stream = previews.path_of(_get(attachment_id).sha256, small="klein" in request.GET).open("rb")
    except FileNotFoundError as absent:
        raise Http404 from absent
    return FileResponse(stream, filename="afbeelding.webp", content_type=previews.MEDIA_TYPE)


@requires(Capability.READ_ARCHIVE)
@require_safe
def file(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The file as it was in the export, with everything in it."""
    found = _get(attachment_id)
    try:
        stream = content.path_of(found.sha256).open("rb")
    except FileNotFoundError as absent:
        raise Http404 from absent
    if request.method == "GET":
        _record(Verb.ATTACHMENT_DOWNLOADED, request, found)
    return FileResponse(stream, as_attachment=True, filename=found.file_name, content_type="application/octet-stream")


def _get(attachment_id: int) -> Attachment:
    """The file of a message that may be read. Raises `Http404` for any other, and for one that no source held."""
    message = get_object_or_404(Message.objects.visible().for_reading().filter(attachments__pk=attachment_id))
    found = next(each for each in message.attachments.all() if each.pk == attachment_id)
    if not found.sha256:
        raise Http404
    return found


def _record(verb: Verb, request: HttpRequest, found: Attachment) -> None:
    chat = found.message.conversation
    record(
        verb,
        by=current_user(request),
        subject=found.file_name,
        conversation=chat.pk,
        title=chat.title,
        message=found.message_id,
        sha256=found.sha256,
    )
