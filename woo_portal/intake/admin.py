"""The topics of the archive in Beheer. Persons and functions are the archivist's, on screens of their own."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from archive.models import Topic
from archive.search.query import topic_terms
from woo_portal.accounts.table_admin import TableAdmin


class TopicForm(forms.ModelForm):
    """A topic of which at least one term can be searched for."""

    class Meta:
        model = Topic
        fields = ("name", "terms")

    def clean_terms(self) -> str:
        """Refuse terms without a single letter or digit: they would find nothing."""
        terms: str = self.cleaned_data["terms"]
        if not topic_terms(terms):
            raise forms.ValidationError("Hierin staat geen woord om op te zoeken.")
        return terms


@admin.register(Topic)
class TopicAdmin(TableAdmin):
    """Topics are lists of terms that make a search; changing one changes no search that was recorded."""

    form = TopicForm
    list_display = ("name", "terms")
    search_fields = ("name", "terms")
