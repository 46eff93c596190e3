"""Addresses of custody, under those of the archive."""

from __future__ import annotations

from django.urls import path

from woo_portal.custody.views import chain, destructions, holds, keeping, marks, proofs, unread

urlpatterns = [
    path("prive/", marks.marks, name="archive-private"),
    path("prive/<int:mark_id>/", marks.read, name="archive-private-read"),
    path("prive/<int:mark_id>/opheffen/", marks.lift, name="archive-private-lift"),
    path("gesprekken/<int:conversation_id>/prive/", marks.mark, name="archive-private-mark"),
    path("gesprekken/<int:conversation_id>/bewaartermijn/", keeping.conversation_terms, name="archive-terms"),
    path("keten/", chain.chain, name="archive-chain"),
    path("keten/controle/", chain.check, name="archive-chain-check"),
    path("keten/controle/voortgang/", chain.progress, name="archive-chain-progress"),
    path("keten/programma/", proofs.program, name="archive-proof-program"),
    path("berichten/<int:message_id>/bewijs/", proofs.explain, name="archive-proof"),
    path("berichten/<int:message_id>/bewijs/bestand/", proofs.download, name="archive-proof-file"),
    path("bewaren/", keeping.keeping, name="archive-keeping"),
    path("bewaren/vastgehouden/", holds.holds, name="archive-holds"),
    path("bewaren/vastgehouden/nieuw/", holds.new, name="archive-hold-new"),
    path("bewaren/vastgehouden/<int:hold_id>/beeindigen/", holds.end, name="archive-hold-end"),
    path("bewaren/voorstel/", destructions.propose, name="archive-destruction-propose"),
    path("bewaren/ongelezen/", unread.unread, name="archive-unread"),
    path("bewaren/lijsten/", destructions.destructions, name="archive-destructions"),
    path("bewaren/lijsten/<int:destruction_id>/", destructions.destruction, name="archive-destruction"),
    path("bewaren/lijsten/<int:destruction_id>/goedkeuren/", destructions.approve, name="archive-destruction-approve"),
    path("bewaren/lijsten/<int:destruction_id>/afwijzen/", destructions.reject, name="archive-destruction-reject"),
    path("bewaren/lijsten/<int:destruction_id>/opnieuw/", destructions.restart, name="archive-destruction-restart"),
    path("bewaren/lijsten/<int:destruction_id>/verklaring/", destructions.certificate, name="archive-certificate"),
    path("bewaren/lijsten/<int:destruction_id>/hashes/", destructions.hashes, name="archive-certificate-hashes"),
]
