# SPDX-License-Identifier: EUPL-1.2
"""Every page, in the office's words. Names of rooms are those of the left bar."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from precinto.web import (
    book,
    case,
    cases,
    counter,
    days,
    find,
    help,
    importing,
    levels,
    lists,
    persons,
    printing,
    register,
    settings_pages,
    signing,
    taking,
    tasks,
    wizard,
)


class Key:
    """A row's number: bounded, so that no address can hold one that the database cannot."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Name:
    """The name of a procedure: `documents.lend`."""

    regex = "[a-z]+\\.[a-z_]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Key, "key")
register_converter(Name, "name")

urlpatterns: list[URLPattern] = [
    path("", tasks.tasks, name="tasks"),
    path("entrar/", signing.sign_in, name="sign_in"),
    path("salir/", signing.sign_out, name="sign_out"),
    path("bloqueo/", signing.lock, name="lock"),
    path("clave/", signing.password, name="password"),
    path("apariencia/", signing.look, name="look"),
    path("idioma/", signing.speech, name="speech"),
    path("primera-vez/<str:token>/", wizard.first_run, name="first_run"),
    path("esquemas.css", levels.levels, name="levels"),
    path("buscar/", find.find, name="search"),
    path("quien/", find.find, name="find"),
    path("registro/", register.register, name="register"),
    path("registro/<key:key>/", register.document, name="document"),
    path("registro/<key:key>/borrar/", register.delete, name="delete"),
    path("acto/<name:name>/<slug:taken>/", case.act, name="act"),
    path("caso/<name:name>/<key:key>/", case.case, name="case"),
    path("caso/<name:name>/<key:key>/<slug:taken>/", case.step, name="step"),
    path("tramites/", cases.procedures, name="procedures"),
    path("casos/<name:name>/", cases.cases, name="cases"),
    path("prestamos/", lists.loans, name="loans"),
    path("vencidos/", lists.overdue, name="overdue"),
    path("circulacion/", lists.rounds, name="rounds"),
    path("aprobaciones/", lists.approvals, name="approvals"),
    path("personas/", persons.persons, name="persons"),
    path("personas/<key:key>/", persons.person, name="person"),
    path("ajustes/", settings_pages.settings, name="settings"),
    path("ajustes/<slug:name>/", settings_pages.settings, name="settings_of"),
    path("clave-api/", settings_pages.token, name="token"),
    path("libro/", book.book, name="book"),
    path("libro/intentos/", book.attempts, name="attempts"),
    path("libro/punto.svg", book.checkpoint_qr, name="checkpoint_qr"),
    path("libro/punto.txt", book.checkpoint_text, name="checkpoint_text"),
    path("libro/sello.pem", book.seal_certificate, name="seal_certificate"),
    path("libro/firmar/", book.sign, name="sign_checkpoint"),
    path("libro/verificar/", book.verified, name="verify"),
    path("libro/exportar/", book.exported, name="export"),
    path("libro/romper/", book.break_seal, name="break_seal"),
    path("libro/reparar/", book.repair_seal, name="repair_seal"),
    path("recibo/<uuid:act>/", book.receipt, name="receipt"),
    path("ayuda/", help.help_page, name="help"),
    path("ayuda/<name:name>/", help.procedure, name="procedure"),
    path("clausulas/", help.clauses, name="clauses"),
    path("clausulas/<str:id>/", help.clause, name="clause"),
    *counter.urlpatterns,
    *days.urlpatterns,
    *importing.urlpatterns,
    *printing.urlpatterns,
    *taking.urlpatterns,
]
