# SPDX-License-Identifier: EUPL-1.2
"""4.6: which names are names of a telephone, a fax, a mobile or messaging, and which only sound like one."""

from __future__ import annotations

import pytest

from precinto.despatch.talk import no_channel

# Under any kind that carries paper.
REFUSED = [
    "Tfno. de guardia", "Tlf. del jefe", "TFNO", "T.f.n.o. 12", "t l f", "Tel. 600", "tel600", "Telf. de mando",
    "TELÉFONO", "Telefonía", "Radioteléfono", "Téléphone de garde", "Duty phone", "Interfono", "Telefax", "Telecopia",
    "Telecopiadora", "Télécopie", "Facsímil", "Fax en claro", "Faxes de la unidad", "Télex", "Telegrama",
    "Radio abierta", "Videoconferencia", "Videollamada", "Llamada directa", "VoIP", "MÓVIL del jefe", "Móviles",
    "Mov. de guardia", "Cel. del jefe", "Teléfono celular", "Portable du chef", "Portable", "iPhone15", "Enlace 4G",
    "S.M.S.", "WhatsApp", "What's App", "Wasap", "Guasap", "Telegram", "Signal", "Messenger", "Microsoft Teams",
    "Google Meet", "Chat interno", "Mensajería instantánea", "Messagerie instantanée", "Messagerie électronique",
    "E-mail", "e.mail", "correo-e", "Correo electrónico", "Courrier électronique", "Courriel", "webmail",
    "oficina@defensa.es", "Internet", "La nube", "Walkie-talkie", "Buscapersonas",
]  # fmt: skip
ACCEPTED = [
    "Valija oficial", "Valija diplomática", "Messagerie officielle", "Messageries militaires", "Mensajería oficial",
    "Mensajero motorizado", "Official messenger", "Correo certificado", "Correo ordinario", "Correo e impresos",
    "Correo de gabinete", "Courrier officiel", "Registered mail", "Diplomatic mail", "Courier", "Estafeta", "En mano",
    "Valija de Tel Aviv", "Unidad móvil de estafeta", "Telde", "Hotel de la Marina", "Signal Corps courier",
    "Señales marítimas", "Valija con tela", "Portable safe by hand", "Movilidad interior", "Faxón 3",
    "Correo de Melilla",
]  # fmt: skip
# Under the kinds that encrypt, a telephone or fax that says that it is encrypted is one.
CIPHERED = [
    "Teléfono cifrado de mando", "Fax cifrado", "Encrypted fax", "Téléphone chiffré", "Tfno. cripto",
    "Cipher telephone", "Radio cifrada", "Cifrador", "Videoconferencia cifrada",
]  # fmt: skip
NOT_CIPHERED = [
    "WhatsApp cifrado de extremo a extremo", "Móvil Signal cifrado", "Móvil cifrado", "Telegram cifrado",
    "Correo electrónico cifrado", "Encrypted e-mail", "Messagerie instantanée chiffrée", "Teléfono no cifrado",
    "Fax sin cifrar", "Unencrypted fax", "Téléphone non chiffré", "Fax en claro de la sala de cifra",
    "Fax de secretaría", "Smartphone criptográfico",
]  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    assert no_channel(name)


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    assert not no_channel(name)
    assert not no_channel(name, by_cipher=True)


@pytest.mark.parametrize("name", CIPHERED)
def test_accepted_where_the_kind_encrypts(name: str) -> None:
    assert not no_channel(name, by_cipher=True)


@pytest.mark.parametrize("name", NOT_CIPHERED)
def test_a_word_about_cipher_makes_no_channel(name: str) -> None:
    assert no_channel(name, by_cipher=True)
