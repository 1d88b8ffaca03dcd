# SPDX-License-Identifier: EUPL-1.2
"""4.6: ordinary telephone, clear fax, mobile and the like are no channels, whatever they are called.

Words are compared whole, without case, accents or dots, in Spanish, English and French. A name is only a name: whoever
writes another word gets past this, and the leader who approves the channel answers for what it is.
"""

from __future__ import annotations

import re

from precinto.labels.scheme import fold

FORBIDDEN = "forbidden"

# What talks or prints far away in clear. A cipher machine may well be called a cipher telephone, and an encrypted fax is a fax.
_CLEAR = (
    r"\w*telefon\w*", r"\w*telephon\w*", r"\w*phones?", r"\w*fonos?", "tfnos?", "tlfnos?", "tlfs?", "tlfn", "telfs?", "tfn", "tel", "tels",
    "fax", "faxes", "faxs", "telefax", "telefaxes", "telecopi\\w*", "facsimil", "facsimiles?", "telefacsimil", "telex",
    "teletipos?", "telegramas?", "telegrammes?", "radio", "radios", "radiotelegrama", "llamadas?", "appels?", "voice calls?", "voip",
    "videollamadas?", "video ?calls?", "videoconferenc\\w*", "visioconferenc\\w*", "teleconferenc\\w*", "visios?",
)  # fmt: skip
# What is in everybody's pocket or on everybody's network: a word that says that it is encrypted makes no channel of it.
_NEVER = (
    "movil", "moviles", "mov", "mobiles?", "celular(?:es)?", "cel", "cellulaires?", "cell ?phones?", "smart ?phones?", "i ?phones?",
    "android", "gsm", "[345] ?g", "lte", "portable(?= (?:du|de|des|d|pro|perso|professionnel|personnel)\\b)|^portable$",
    "sms", "mms", "whats ?app?s?", "what s app", "wh?ats?ap+s?", "w[au]s+ap+s?", "guas+ap+s?", "wapp", "telegram", "signal",
    "skype", "teams", "zoom", "facetime", "viber", "threema", "we ?chat", "weixin", "olvid", "tchap", "slack", "discord", "snapchat",
    "instagram", "facebook", "twitter", "google", "hangouts", "webex", "jitsi", "imessage", "messenger", "messaging", "text messages?",
    "mensajeria (?:instantanea|electronica|movil|de texto)", "mensajes? de texto",
    "messageries? (?:instantanees?|electroniques?|vocales?|mobiles?)", "chats?", "tchat",
    "e ?mails?", "correos? electronicos?", "correo e(?! h?i)", "correo web", "courriels?", "courriers? electroniques?", "electronic mail",
    "mails? electroniques?", "webmail", "gmail", "hotmail", "outlook", "yahoo", "proton ?mail", "internet", "la nube", "nube", "cloud",
    "dropbox", "drive", "one ?drive", "icloud", "we ?transfer", "buscapersonas", "pagers?", "beepers?", "walkies?", "talkies?",
)  # fmt: skip
# Words of the lists above that mean something else in these company: taken out before the rest is read.
_INNOCENT = re.compile(
    r"\b(?:tel aviv|signal corps|(?:official|military|special|foot|motorcycle|diplomatic|king s|queen s) messengers?"
    r"|(?:unidad|estacion) movil|mobile (?:unit|station)|(?:unite|station) mobile)\b"
)
_NEVER_WORDS = re.compile(rf"\b(?:{'|'.join(_NEVER)})\b")
_CLEAR_WORDS = re.compile(rf"\b(?:{'|'.join(_CLEAR)})\b")
_CIPHER = r"(?:cifr|cripto|crypto|encript|encrypt|cipher|chiffr)"
_CIPHERED = re.compile(rf"\b(?:{_CIPHER}|secure voice|seguro homologad)")
_NOT_CIPHERED = re.compile(rf"\b(?:(?:no|sin|non|not|without|sans|pas) (?:\w+ )?{_CIPHER}|en claro|en clair|clear\b)")


def no_channel(text: str, *, by_cipher: bool = False) -> bool:
    """Whether the words name a means that is no channel. `by_cipher`: its kind is one that encrypts, and its name may say so."""
    return "@" in text or any(_named(reading, by_cipher) for reading in _readings(text))


def _named(text: str, by_cipher: bool) -> bool:
    text = _INNOCENT.sub(" ", text)
    if _NEVER_WORDS.search(text):
        return True
    exempt = by_cipher and _CIPHERED.search(text) and not _NOT_CIPHERED.search(text)
    return not exempt and bool(_CLEAR_WORDS.search(text))


def _readings(text: str) -> set[str]:
    """`Tfno.`, `T.F.N.O.`, `t f n o`, `tel600` and `e-mail` are read as what they stand for."""
    apart, joined = fold(text), fold(re.sub(r"[.'’\-]", "", text))
    spelt = re.sub(r"\b(?:\w )+\w\b", lambda found: found[0].replace(" ", ""), apart)
    return {re.sub(r"(?<=[a-z]{2})(?=\d)", " ", one) for one in (apart, joined, spelt)}
