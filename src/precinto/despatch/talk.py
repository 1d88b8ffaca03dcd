# SPDX-License-Identifier: EUPL-1.2
"""4.6: ordinary telephone, clear fax, mobile and the like are no channels, whatever they are called."""

from __future__ import annotations

import re

from precinto.labels.scheme import fold

FORBIDDEN = "forbidden"
# Beginnings of words, folded: in Spanish and in English, and what people call it.
_WORDS = (
    "telefon", "telephon", "phone", "movil", "mobile", "celular", "smartphone", "gsm", "fax", "telefax", "sms", "mms", "email",
    "e mail", "correo electron", "correo e ", "webmail", "gmail", "outlook", "mensajeria instant", "messag", "messenger", "whatsapp",
    "wasap", "telegram", "signal", "chat", "skype", "teams", "zoom", "videollamad", "videoconferenc", "internet", "nube", "cloud",
    "wechat", "facetime", "viber", "threema", "dropbox", "drive", "voip", "llamada", "buscapersonas", "radio abiert", "walkie",
)  # fmt: skip
_FORBIDDEN = re.compile(r"\bi?(?:" + "|".join(_WORDS) + ")")
# A cipher machine may well be called a cipher telephone, and an encrypted fax is a fax.
_CIPHERED = re.compile(r"\b(cifr|cripto|encrypt|cipher|secure voice|seguro homologad)")


def spoken_of(text: str) -> bool:
    """Whether the words name one of the means that are no channels."""
    return bool(_FORBIDDEN.search(fold(text) + " "))


def ciphered(text: str) -> bool:
    return bool(_CIPHERED.search(fold(text)))
