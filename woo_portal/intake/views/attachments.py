"""The attachments of messages: as a picture without metadata, and as the file it was.

Who may read a conversation may see what hangs on it. A picture is one that the portal made from the pixels; somebody's own
file is never shown by the portal, only handed over.
"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from archive import content, previews
from archive.models import Attachment
from woo_portal.accounts.gate import current_user, requires
from woo_portal.accounts.roles import Capability
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb


@requires(Capability.READ_ARCHIVE)
@require_safe
def picture(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The picture, large or small (`klein`). The small ones come with a conversation, of which the log tells already."""
    attachment, small = _get(attachment_id), "klein" in request.GET
    try:
        stream = previews.path_of(attachment.sha256, small=small).open("rb")
    except FileNotFoundError as absent:
        raise Http404 from absent
    if request.method == "GET" and not small:
        _record(Verb.ATTACHMENT_VIEWED, request, attachment)
    return FileResponse(stream, filename="afbeelding.webp", content_type=previews.MEDIA_TYPE)


@requires(Capability.READ_ARCHIVE)
@require_safe
def download(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The file as it was in the export, with everything in it."""
    attachment = _get(attachment_id)
    try:
        stream = content.path_of(attachment.sha256).open("rb")
    except FileNotFoundError as absent:
        raise Http404 from absent
    if request.method == "GET":
        _record(Verb.ATTACHMENT_DOWNLOADED, request, attachment)
    return FileResponse(
        stream, as_attachment=True, filename=attachment.file_name, content_type="application/octet-stream"
    )


def _get(attachment_id: int) -> Attachment:
    held = Attachment.objects.select_related("message__conversation").exclude(sha256="")
    return get_object_or_404(held, pk=attachment_id)


def _record(verb: Verb, request: HttpRequest, attachment: Attachment) -> None:
    chat = attachment.message.conversation
    record(
        verb,
        by=current_user(request),
        subject=attachment.file_name,
        conversation=chat.pk,
        title=chat.title,
        message=attachment.message_id,
        sha256=attachment.sha256,
    )
