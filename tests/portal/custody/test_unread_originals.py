"""An original whose import never ended holds what is destroyed: it is waited for, or the certificate names it."""

from __future__ import annotations

import re

import pytest

from archive import content, ingest
from archive.importing import DateOrder
from archive.ingest import receive, run_import
from archive.models import ImportRun, ImportState, Message
from archive.retention.destruction_lists import ListRefused
from archive.sealing.integrity import source_told
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import CHAT, approved, carry_out, destroyed, proposed
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.custody import destroying
from woo_portal.jobs.running import JobError

TWO_WAYS = "03/04/25, 10:00 - Eva: kwetterzucht een\n03/05/25, 10:00 - PJ: kwetterzucht twee\n"


@pytest.fixture
def brought(tmp_path):
    """Bring a file in, whatever becomes of it."""

    def bring(name: str, text: str, folder: str = "unread") -> ImportRun:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return run_import(receive(path, file_name=name, by="Els").pk)

    return bring


def test_a_file_of_the_same_chat_that_still_asks_something_is_waited_for(brought, els, anna):
    """Its messages were destroyed with the other file, and everybody who imports could still fetch this one."""
    asking = brought("WhatsApp Chat with Eva.txt", TWO_WAYS)
    brought("WhatsApp Chat with Eva.txt", TWO_WAYS + "25/05/25, 10:00 - PJ: kwetterzucht drie\n", "read")
    assert asking.state == ImportState.QUESTION
    with pytest.raises(ListRefused, match=f"Import {asking.pk} is nog niet klaar"):
        proposed(els)
    ingest.answer(asking, date_order=DateOrder.DMY)
    run_import(asking.pk)
    assert approved(els, anna).pk


def test_one_that_came_in_after_the_proposal_or_the_approval_is_waited_for_too(crisis, brought, els, anna):
    made = proposed(els)
    late = brought("WhatsApp-chat met Crisisteam.txt", TWO_WAYS)
    with pytest.raises(ListRefused, match="is nog niet klaar"):
        destroying.approve(made, by=anna)
    ImportRun.objects.filter(pk=late.pk).update(state=ImportState.REFUSED)
    destroying.approve(made, by=anna)
    ImportRun.objects.filter(pk=late.pk).update(state=ImportState.QUESTION)
    with pytest.raises(JobError, match="is nog niet klaar"):
        carry_out(made)
    assert Message.objects.count() == 3


def test_one_that_was_refused_is_named_on_the_list_and_in_the_certificate(crisis, brought, els, anna, work, browser):
    refused = brought("notulen.txt", "niets dat op een chat lijkt")
    assert refused.state == ImportState.REFUSED
    page = words(browser(anna).get(f"/archief/bewaren/lijsten/{proposed(els).pk}/"))
    assert "Originelen die niet gelezen zijn" in page
    assert refused.source.sha256 in page
    assert "notulen" not in page


def test_the_certificate_says_what_was_not_read(crisis, brought, els, anna, work):
    refused = brought("notulen.txt", "niets dat op een chat lijkt")
    made = destroyed(els, anna, work)
    assert "WAT NIET IS GELEZEN" in made.certificate
    assert re.search(rf"  {source_told(refused.source)}  .*, import {refused.pk}: geweigerd\n", made.certificate)
    assert content.path_of(refused.source.sha256).exists()


def test_the_certificate_says_which_files_a_watched_folder_put_aside(bring_in, els, anna, work):
    """The whole original stayed in verwerkt, and the certificate said that it was wiped."""
    run = bring_in("Crisisteam", CHAT)
    record(Verb.IMPORT_STARTED, by=None, subject="x", run=run.pk, way="de bewaakte map", claim="20251113-x/0/[]")
    made = destroyed(els, anna, work)
    assert f"  verwerkt/…/import {run.pk}\n" in made.certificate
    assert "WAT NIET IS GELEZEN" not in made.certificate
