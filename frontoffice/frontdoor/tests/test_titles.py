"""Families read job titles in their language wherever a person of staff is shown."""

from __future__ import annotations

import pytest
from django.test import Client

from frontoffice.frontdoor.tests.conftest import Riverbend


@pytest.mark.parametrize("page", ["/people/", "/p/{link}/", "/?q={name}"])
def test_a_persons_title_is_in_the_familys_language(page: str, ana: Client, riverbend: Riverbend) -> None:
    ben = riverbend.ben
    ben.title = "Grade 3 Teacher"
    ben.save()
    path = page.format(link=ben.link, name=ben.name)
    spanish = ana.get(path, headers={"accept-language": "es"}).content.decode()
    assert "<bdi>Docente de 3.º grado</bdi>" in spanish
    ben.title = "Keeper <of> Frogs"
    ben.save()
    typed = ana.get(path, headers={"accept-language": "es"}).content.decode()
    assert '<bdi lang="en">Keeper &lt;of&gt; Frogs</bdi>' in typed


def test_a_roles_title_is_in_the_familys_language_where_none_was_written(riverbend: Riverbend) -> None:
    shown = Client().get("/c/lincoln-principal/", headers={"accept-language": "es"}).content.decode()
    assert "Dirección" in shown
