"""People: what an administrator and IT may change, and leaving without anything moving silently."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from frontoffice.district.models import Event, Member, Topic

As = Callable[[Member], Client]
NEW = {"name": "Noor Said", "email": "Noor@riverbend.k12.wi.us", "roles": ["team_member"], "listed": "on"}


def test_a_person_is_added_and_cannot_sign_in_until_they_choose_a_password(cleo: Member, as_: As) -> None:
    as_(cleo).post("/setup/people/add/", NEW)
    noor = Member.objects.get(email="noor@riverbend.k12.wi.us")
    assert not noor.has_usable_password()
    assert Event.objects.get().name == "member.added"


def test_it_gives_no_role_that_reads_everything(ivy: Member, as_: As) -> None:
    answer = as_(ivy).post("/setup/people/add/", {**NEW, "roles": ["global_user"]})
    assert answer.status_code == 422


def test_it_gives_itself_no_other_role_and_nobody_a_team(ivy: Member, bus: Topic, as_: As) -> None:
    typed = {"name": ivy.name, "email": ivy.email, "roles": ["team_member"], "teams": [bus.team_id]}
    as_(ivy).post(f"/setup/people/{ivy.pk}/", typed)
    ivy = Member.objects.get(pk=ivy.pk)
    assert ivy.roles == ["it_administrator"]
    assert not ivy.teams.exists()


def test_it_does_not_touch_an_administrator(ivy: Member, cleo: Member, as_: As) -> None:
    browser = as_(ivy)
    assert browser.get(f"/setup/people/{cleo.pk}/").status_code == 404
    for page in ("password", "second-factor", "leave", "back"):
        assert browser.post(f"/setup/people/{cleo.pk}/{page}/").status_code == 404


def test_dov_changes_nobody(dov: Member, cleo: Member, as_: As) -> None:
    for page in ("", "password/", "second-factor/", "leave/", "back/"):
        assert as_(dov).post(f"/setup/people/{cleo.pk}/{page}").status_code == 404


def test_the_last_administrator_stays(cleo: Member, as_: As) -> None:
    typed = {"name": cleo.name, "email": cleo.email, "roles": ["team_member"]}
    assert as_(cleo).post(f"/setup/people/{cleo.pk}/", typed).status_code == 422
    as_(cleo).post(f"/setup/people/{cleo.pk}/leave/")
    assert Member.objects.get(pk=cleo.pk).is_active


def test_leaving_asks_for_whom_and_then_gives_everything_to_them(
    cleo: Member, ben: Member, dov: Member, bus: Topic, as_: As
) -> None:
    browser = as_(cleo)
    shown = browser.get(f"/setup/people/{ben.pk}/leave/").content.decode()
    assert "Owner of the topic" in shown
    assert browser.post(f"/setup/people/{ben.pk}/leave/").status_code == 422
    assert Member.objects.get(pk=ben.pk).is_active
    browser.post(f"/setup/people/{ben.pk}/leave/", {"to": dov.pk})
    bus.refresh_from_db()
    gone = Member.objects.get(pk=ben.pk)
    assert (bus.owner, gone.is_active, gone.has_usable_password()) == (dov, False, False)
    assert Event.objects.order_by("-id")[0].name == "member.removed"
    browser.post(f"/setup/people/{ben.pk}/back/")
    assert Member.objects.get(pk=ben.pk).is_active


def test_a_password_link_works_once(cleo: Member, dov: Member, as_: As) -> None:
    shown = as_(cleo).post(f"/setup/people/{dov.pk}/password/").context["link"]
    path = "/" + shown.split("/", 3)[3]
    visitor = Client()
    form = visitor.get(path, follow=True)
    typed = {"password1": "seven quiet green rivers", "password2": "seven quiet green rivers"}
    visitor.post(form.redirect_chain[-1][0], typed)
    assert Member.objects.get(pk=dov.pk).check_password("seven quiet green rivers")
    again = Client().get(path, follow=True).content.decode()
    assert 'name="password1"' not in again
