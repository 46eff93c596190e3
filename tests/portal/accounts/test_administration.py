"""Beheer: who administers makes accounts and gives roles, and sees nothing else; who does not finds no page."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

import pytest

from archive.models import RetentionRule
from tests.portal.beheer import change, seen_on
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.accounts.table_admin import OVERTAKEN
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Holiday

pytestmark = pytest.mark.django_db


def account(name: str, role: str, **facts: object) -> User:
    return User.objects.create_user(name, role=role, **facts)


def as_(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR] + [""])
def test_beheer_does_not_exist_for_other_roles_not_even_for_a_superuser(client: Client, role: str) -> None:
    visitor = as_(client, account("ander", role, is_staff=True, is_superuser=True))

    assert visitor.get(reverse("admin:index")).status_code == 404
    assert visitor.get(reverse("admin:accounts_user_changelist")).status_code == 404


def test_beheer_has_no_log_in_of_its_own(client: Client) -> None:
    wanted = reverse("admin:accounts_user_changelist")

    response = client.get(wanted, follow=True)

    assert response.redirect_chain[-1] == (f"{reverse('login')}?next={wanted}", 302)


def test_the_administrator_makes_an_account_and_gives_it_a_role(client: Client) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    secret = "een lange zin als wachtwoord"

    response = administrator.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "kofi",
            "password1": secret,
            "password2": secret,
            "role": Role.REVIEWER,
        },
    )

    assert response.status_code == 302
    assert User.objects.get(username="kofi").role == Role.REVIEWER


def test_nobody_changes_their_own_role(client: Client) -> None:
    beheer = account("beheer", Role.ADMINISTRATOR)
    form = {"username": "beheer", "role": Role.COORDINATOR, "is_active": "on", "date_joined_0": "", "date_joined_1": ""}

    change(as_(client, beheer), reverse("admin:accounts_user_change", args=[beheer.pk]), form)

    beheer.refresh_from_db()
    assert beheer.role == Role.ADMINISTRATOR


def test_an_account_is_closed_and_never_removed(client: Client) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    kofi = account("kofi", Role.REVIEWER)

    assert administrator.get(reverse("admin:accounts_user_delete", args=[kofi.pk])).status_code == 404
    assert "delete_selected" not in administrator.get(reverse("admin:accounts_user_changelist")).content.decode()


def test_the_administrator_lets_a_locked_account_in_again(client: Client) -> None:
    secret = "een lange zin als wachtwoord"
    kofi = account("kofi", Role.REVIEWER, password=secret)
    for password in ["fout"] * 5 + [secret]:
        refused = Client().post(reverse("login"), {"username": "kofi", "password": password})
    assert refused.status_code == 429

    page = as_(client, account("beheer", Role.ADMINISTRATOR)).post(
        reverse("admin:accounts_user_changelist"), {"action": "unlock", "_selected_action": [kofi.pk]}, follow=True
    )

    assert "Blokkade opgeheven voor kofi." in page.content.decode()
    assert Client().post(reverse("login"), {"username": "kofi", "password": secret}).status_code == 302


def test_the_administrator_gives_a_new_password_and_sees_nothing_of_the_old_one(client: Client) -> None:
    administrator, kofi = as_(client, account("beheer", Role.ADMINISTRATOR)), account("kofi", Role.REVIEWER)
    kofi.set_password("een lange zin als wachtwoord")
    kofi.save()
    page, new = reverse("admin:auth_user_password_change", args=[kofi.pk]), "nog een lange zin als wachtwoord"
    assert "argon2" not in administrator.get(reverse("admin:accounts_user_change", args=[kofi.pk])).content.decode()

    assert "verplicht" in administrator.post(page, {"password1": "", "password2": ""}).content.decode()
    administrator.post(page, {"password1": new, "password2": new})

    assert Client().login(request=HttpRequest(), username="kofi", password=new)


def test_what_is_ticked_goes_after_a_question(client: Client) -> None:
    administrator, table = (
        as_(client, account("beheer", Role.ADMINISTRATOR)),
        reverse("admin:dossiers_holiday_changelist"),
    )
    first, *others = Holiday.objects.order_by("day")
    ticked = {"index": "0", "action": "delete_selected", "_selected_action": [first.pk]}

    assert "Feestdagen (Algemene termijnenwet) verwijderen?" in administrator.post(table, ticked).content.decode()
    assert Holiday.objects.count() == len(others) + 1
    administrator.post(table, ticked | {"post": "yes"})
    assert list(Holiday.objects.order_by("day")) == others

    nothing = administrator.post(table, {"index": "0", "action": "delete_selected"}, follow=True)
    assert "Er moeten items worden geselecteerd" in nothing.content.decode()


@pytest.mark.parametrize("page", ["changelist", "add", "change", "history", "delete"])
def test_beheer_stands_in_the_frame_of_the_portal(client: Client, page: str) -> None:
    of_a_row = [Holiday.objects.first().pk] if page in ("change", "history", "delete") else []
    address = reverse(f"admin:dossiers_holiday_{page}", args=of_a_row)

    content = as_(client, account("beheer", Role.ADMINISTRATOR)).get(address).content.decode()

    assert "Hoofdmenu" in content
    assert "/static/admin/" not in content


def test_roles_are_the_only_groups(client: Client) -> None:
    page = as_(client, account("beheer", Role.ADMINISTRATOR)).get(reverse("admin:index")).content.decode()

    assert "Gebruikers" in page
    assert "Groepen" not in page
    assert "Access" not in page


def last_event() -> tuple[str, str]:
    event = Event.objects.latest("pk")
    return event.verb, sentence(event)


def test_the_log_says_who_gave_a_role_and_closed_an_account_and_what_it_was(client: Client) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    kofi = account("kofi", Role.REVIEWER)
    form = {"username": "kofi", "first_name": "", "last_name": "", "email": ""}
    page = reverse("admin:accounts_user_change", args=[kofi.pk])

    change(administrator, page, form | {"role": Role.COORDINATOR, "is_active": "on"})

    told = "beheer wijzigde het account kofi: rol was ‘juridisch toetser’, is nu ‘Woo-coördinator’."
    assert last_event() == (Verb.ACCOUNT_CHANGED, told)
    change(administrator, page, form | {"role": Role.COORDINATOR})
    assert last_event() == (
        Verb.ACCOUNT_CHANGED,
        "beheer wijzigde het account kofi: actief was ‘ja’, is nu ‘nee’.",
    )
    change(administrator, page, form | {"role": Role.COORDINATOR})
    assert Event.objects.filter(verb=Verb.ACCOUNT_CHANGED).count() == 2


def test_the_history_of_an_account_names_its_fields_in_dutch(client: Client) -> None:
    """Regression: "First name, Last name en Rol gewijzigd." """
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    kofi = account("kofi", Role.REVIEWER)
    form = {"username": "kofi", "first_name": "Kofi", "last_name": "Mensah", "email": "", "is_active": "on"}

    change(
        administrator,
        reverse("admin:accounts_user_change", args=[kofi.pk]),
        form | {"role": Role.COORDINATOR},
    )

    history = administrator.get(reverse("admin:accounts_user_history", args=[kofi.pk])).content.decode()
    assert "Voornaam, Achternaam en Rol gewijzigd." in history


def test_the_form_of_an_account_names_the_signs_a_user_name_may_have(client: Client) -> None:
    """Regression: Django's Dutch named a comma, which is refused, and not the full stop, which is allowed."""
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    secret = "een lange zin als wachtwoord"
    page = reverse("admin:accounts_user_add")
    form = {"password1": secret, "password2": secret, "role": Role.REVIEWER}

    assert "letters, cijfers en de tekens @ . + - _" in administrator.get(page).content.decode()
    refused = administrator.post(page, form | {"username": "mensah,kofi"})
    assert "Dit kan geen gebruikersnaam zijn. Gebruik alleen letters, cijfers" in refused.content.decode()
    assert administrator.post(page, form | {"username": "k.mensah"}).status_code == 302


def test_a_form_that_was_opened_before_a_role_was_taken_does_not_give_it_back(client: Client) -> None:
    """Regression: who corrected an e-mail address in a form of an hour old made an archivist a coordinator again."""
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    kofi = account("kofi", Role.COORDINATOR)
    page = reverse("admin:accounts_user_change", args=[kofi.pk])
    form = {"username": "kofi", "first_name": "", "last_name": "", "is_active": "on"}
    old = form | {"email": "kofi@ministerie.example", "role": Role.COORDINATOR} | seen_on(administrator, page)

    change(administrator, page, form | {"email": "", "role": Role.ARCHIVIST})
    refused = administrator.post(page, old)

    kofi.refresh_from_db()
    assert (kofi.role, kofi.email) == (Role.ARCHIVIST, "")
    assert OVERTAKEN in refused.content.decode()
    assert Event.objects.filter(verb=Verb.ACCOUNT_CHANGED).count() == 1
    # Saving the same page once more is no way around it; a page that was opened anew is.
    administrator.post(page, old | {"seen": re.search(r'name="seen" value="(\w+)"', refused.content.decode())[1]})
    administrator.post(page, {name: value for name, value in old.items() if name != "seen"})
    kofi.refresh_from_db()
    assert kofi.role == Role.ARCHIVIST
    change(administrator, page, form | {"email": "kofi@ministerie.example", "role": Role.ARCHIVIST})
    kofi.refresh_from_db()
    assert kofi.email == "kofi@ministerie.example"


def test_that_somebody_logs_in_meanwhile_does_not_stop_a_form(client: Client) -> None:
    administrator, kofi = as_(client, account("beheer", Role.ADMINISTRATOR)), account("kofi", Role.REVIEWER)
    page = reverse("admin:accounts_user_change", args=[kofi.pk])
    begun = seen_on(administrator, page)

    as_(Client(), kofi)
    form = {"username": "kofi", "email": "kofi@ministerie.example", "role": Role.REVIEWER, "is_active": "on"}
    assert administrator.post(page, form | begun).status_code == 302


def test_the_log_says_who_made_an_account_set_a_password_and_lifted_a_lock_and_holds_no_password(
    client: Client,
) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    secret = "een lange zin als wachtwoord"
    passwords = {"password1": secret, "password2": secret}

    administrator.post(reverse("admin:accounts_user_add"), {"username": "kofi", "role": Role.REVIEWER} | passwords)
    assert last_event() == (
        Verb.ACCOUNT_MADE,
        "beheer maakte het account kofi: gebruikersnaam ‘kofi’, rol ‘juridisch toetser’.",
    )
    kofi = User.objects.get(username="kofi")
    page = reverse("admin:auth_user_password_change", args=[kofi.pk])
    administrator.post(page, {"password1": "kort", "password2": "anders"})
    assert last_event()[0] == Verb.ACCOUNT_MADE
    administrator.post(page, passwords)
    assert last_event() == (Verb.PASSWORD_SET, "beheer stelde een nieuw wachtwoord in voor het account kofi.")
    listed = reverse("admin:accounts_user_changelist")
    administrator.post(listed, {"action": "unlock", "_selected_action": [kofi.pk]})
    assert last_event() == (Verb.ACCOUNT_UNLOCKED, "beheer hief de blokkade van het account kofi op.")
    assert secret not in str(list(Event.objects.values()))


def test_a_table_that_moves_terms_is_changed_in_the_log_as_well(client: Client) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    RetentionRule.objects.filter(function_class="journalist").delete()
    rule = RetentionRule.objects.create(function_class="journalist", years=7, basis="Selectielijst, cat. 4")
    form = {"function_class": rule.function_class, "years": "1", "basis": rule.basis}

    change(administrator, reverse("admin:archive_retentionrule_change", args=[rule.pk]), form)

    verb, told = last_event()
    assert verb == Verb.RETENTION_CHANGED
    assert "7 jaar (Selectielijst, cat. 4)’, er staat nu" in told
    assert "1 jaar (Selectielijst, cat. 4)" in told
    administrator.post(reverse("admin:archive_retentionrule_delete", args=[rule.pk]), {"post": "yes"})
    assert "verwijderde de bewaartermijn" in last_event()[1]
    administrator.post(reverse("admin:dossiers_holiday_add"), {"day": "2031-06-11", "name": "Lustrum"})
    assert last_event() == (Verb.HOLIDAY_CHANGED, "beheer voegde de feestdag ‘11-06-2031 Lustrum’ toe.")
    administrator.post(
        reverse("admin:dossiers_holiday_changelist"),
        {"action": "delete_selected", "_selected_action": [Holiday.objects.get(name="Lustrum").pk], "post": "yes"},
    )
    assert last_event() == (Verb.HOLIDAY_CHANGED, "beheer verwijderde de feestdag ‘11-06-2031 Lustrum’.")


def test_an_account_without_a_role_was_saved_as_if_nothing_were_missing(client: Client) -> None:
    administrator = as_(client, account("beheer", Role.ADMINISTRATOR))
    secret = "een lange zin als wachtwoord"
    facts = {"username": "kofi", "password1": secret, "password2": secret}
    warning = "‘kofi’ heeft geen rol: wie met dit account inlogt, ziet niets."

    page = administrator.post(reverse("admin:accounts_user_add"), facts, follow=True).content.decode()
    assert "‘kofi’ is toegevoegd." in page
    assert warning in page

    form = {"username": "kofi", "is_active": "on", "role": Role.REVIEWER}
    edit = reverse("admin:accounts_user_change", args=[User.objects.get(username="kofi").pk])
    change(administrator, edit, form)
    assert warning not in administrator.get(reverse("admin:accounts_user_changelist")).content.decode()
    change(administrator, edit, form | {"role": ""})
    assert warning in administrator.get(reverse("admin:accounts_user_changelist")).content.decode()
