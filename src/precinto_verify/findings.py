# SPDX-License-Identifier: Apache-2.0
"""What the verifier says, as values: breaks found, and what was and was not checked. Words in English and Spanish."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "es")

# message id: English, Spanish. Facts are put in by name.
WORDS: dict[str, tuple[str, str]] = {
    # breaks: files
    "missing": ("the file is missing", "falta el fichero"),
    "not-plain": (
        "it is not a plain file or folder (a link or a device) and was not read",
        "no es un fichero o carpeta corriente (es un enlace o un dispositivo) y no se ha leído",
    ),
    "unreadable": ("the file cannot be read: {why}", "no se puede leer el fichero: {why}"),
    "too-big": (
        "the file is larger than it can be ({limit} bytes)",
        "el fichero es mayor de lo posible ({limit} bytes)",
    ),
    "stray": (
        "the file does not belong to a book of {size} acts; nothing vouches for it",
        "el fichero no pertenece a un libro de {size} actos; nada responde de él",
    ),
    "malformed": ("not of the form: {why}", "no tiene la forma debida: {why}"),
    # breaks: tree and checkpoints
    "entry-altered": (
        "the act was altered: its bytes do not have the hash in {tile}",
        "el acto ha sido alterado: sus bytes no tienen el resumen que consta en {tile}",
    ),
    "tile-size": (
        "the tile has {found} bytes; {expected} expected",
        "la tesela tiene {found} bytes; se esperaban {expected}",
    ),
    "bundle-size": (
        "the bundle holds {found} acts; {expected} expected",
        "el paquete contiene {found} actos; se esperaban {expected}",
    ),
    "tile-altered": (
        "hash {position} of the tile is not the one recomputed from acts {first} to {last}",
        "el resumen {position} de la tesela no es el recalculado con los actos {first} a {last}",
    ),
    "entries-unknown": (
        "acts {first} to {last} cannot be read and no tile tells their hashes: the root cannot be recomputed",
        "los actos {first} a {last} no se pueden leer y ninguna tesela da sus resúmenes: no cabe recalcular la raíz",
    ),
    "root": (
        "the acts do not have the root that the checkpoint of {size} acts says",
        "los actos no tienen la raíz que dice el punto de control de {size} actos",
    ),
    "signature": (
        "the signature of {key} is false: the checkpoint was altered or signed with another key",
        "la firma de {key} es falsa: el punto de control fue alterado o firmado con otra clave",
    ),
    "not-cosigned": (
        "no checkpoint that was kept carries the cosignature of {key}",
        "ningún punto de control guardado lleva el refrendo de {key}",
    ),
    "unsigned": ("there is no signature of {key}", "no lleva la firma de {key}"),
    "other-key": (
        "the export claims the key {key}, which is not among those given with --vkey",
        "la exportación declara la clave {key}, que no está entre las dadas con --vkey",
    ),
    "other-origin": ("it speaks of the book {found}, not of {expected}", "habla del libro {found}, no de {expected}"),
    "no-epoch": (
        "it speaks of {found}, an epoch of this office of which no act of this book tells: the book is older, or acts are missing",
        "habla de {found}, una época de esta oficina de la que ningún acto de este libro da cuenta: el libro es anterior o faltan actos",
    ),
    "rolled-back": (
        "acts {first} to {last} are missing: the book was rolled back or truncated",
        "faltan los actos {first} a {last}: el libro ha retrocedido o ha sido truncado",
    ),
    "rewritten": (
        "the first {size} acts are not those that this checkpoint saw: the book was rewritten",
        "los primeros {size} actos no son los que vio este punto de control: el libro ha sido reescrito",
    ),
    "receipt-act": (
        "the act in the book is not the act of the receipt",
        "el acto del libro no es el acto del recibo",
    ),
    "receipt-proof": (
        "the receipt's own proof does not lead to the root of its checkpoint",
        "la prueba del recibo no conduce a la raíz de su punto de control",
    ),
    "receipt-index": (
        "the receipt speaks of act {index_said}, beyond its own checkpoint of {size} acts",
        "el recibo habla del acto {index_said}, más allá de su propio punto de control de {size} actos",
    ),
    # breaks: entries and laws
    "entry-form": ("the entry is not of the form: {why}", "el asiento no tiene la forma debida: {why}"),
    "law-1-ends": (
        "movement {movement} does not join exactly one earlier end and one later end",
        "el movimiento {movement} no une exactamente un extremo anterior y uno posterior",
    ),
    "law-1-person": (
        "movement {movement} passes thing {thing} from person {giver} to person {taker}",
        "el movimiento {movement} pasa la cosa {thing} de la persona {giver} a la persona {taker}",
    ),
    "law-2-number": (
        "movement {movement} of thing {thing} has number {found}; {expected} expected",
        "el movimiento {movement} de la cosa {thing} lleva el número {found}; se esperaba {expected}",
    ),
    "law-2-start": (
        "movement {movement} of thing {thing} starts at {found}, but the thing was at {expected}",
        "el movimiento {movement} de la cosa {thing} parte de {found}, pero la cosa estaba en {expected}",
    ),
    "law-2-rewritten": (
        "movement {movement} changes after the act that made it: {columns}",
        "el movimiento {movement} cambia después del acto que lo hizo: {columns}",
    ),
    "law-2-thing": (
        "thing {thing} is said to be at {found}; its last movement says {expected}",
        "la cosa {thing} consta en {found}; su último movimiento dice {expected}",
    ),
    "law-3-unknown": (
        "it rests on approval {act}, which is not an earlier act",
        "se apoya en la aprobación {act}, que no es un acto anterior",
    ),
    "law-3-case": (
        "it rests on approval {act} of another case: {found}, not {expected}",
        "se apoya en la aprobación {act} de otro expediente: {found}, no {expected}",
    ),
    "law-3-step": (
        "it rests on approval {act} as the step {expected}, but that act is {found}",
        "se apoya en la aprobación {act} como paso {expected}, pero ese acto es {found}",
    ),
    "law-3-human": (
        "person {person} stands behind this act and behind its approval {act}",
        "la persona {person} está detrás de este acto y de su aprobación {act}",
    ),
    "law-4-number": (
        "the numbers of series {series}, year {year} are not 1, 2, 3…: {found} came where {expected} was expected",
        "los números de la serie {series}, año {year} no son 1, 2, 3…: llegó {found} donde se esperaba {expected}",
    ),
    "law-4-renumbered": (
        "document {document} changes its number, from {before} to {after}",
        "el documento {document} cambia de número, de {before} a {after}",
    ),
    "law-5": (
        "movement {movement} takes thing {thing} out of place {place}, where destroyed things stay",
        "el movimiento {movement} saca la cosa {thing} del lugar {place}, donde queda lo destruido",
    ),
    "law-6-twice": ("the act {act} stands twice in the book", "el acto {act} consta dos veces en el libro"),
    "law-6-time": (
        "its time {after} is before {before}, and no clock entry says so",
        "su hora {after} es anterior a {before}, y ningún asiento de reloj lo dice",
    ),
    "law-6-clock": (
        "the clock entry does not say what the book says: {why}",
        "el asiento de reloj no dice lo que dice el libro: {why}",
    ),
    "law-7-regime": (
        "it is excused by regime {regime} of minimum staff, which was not in force",
        "se exceptúa por el régimen de plantilla mínima {regime}, que no estaba en vigor",
    ),
    # breaks: state and disclosures
    "state-column": (
        "the database says {found}; the acts say {expected}",
        "la base de datos dice {found}; los actos dicen {expected}",
    ),
    "state-extra": (
        "the database has this row; no act made it",
        "la base de datos tiene esta fila; ningún acto la hizo",
    ),
    "state-missing": (
        "the acts made this row; the database lacks it",
        "los actos hicieron esta fila; falta en la base de datos",
    ),
    "state-order": (
        "the rows do not stand in their order, or one stands twice",
        "las filas no están en su orden, o una está repetida",
    ),
    "disclosure-false": (
        "the value disclosed is not the one the commitment was made for",
        "el valor revelado no es aquel para el que se hizo el compromiso",
    ),
    "disclosure-elsewhere": (
        "the commitment {commitment} does not stand in that act",
        "el compromiso {commitment} no consta en ese acto",
    ),
    "more": ("and {count} more of the same kind", "y {count} más de la misma clase"),
    # statements: what was checked
    "did-tree": (
        "{size} acts of book {origin}: every hash recomputed from the acts up to the root",
        "{size} actos del libro {origin}: recalculados todos los resúmenes, desde los actos hasta la raíz",
    ),
    "did-signature": ("checkpoint signed by {key} ({kind})", "punto de control firmado por {key} ({kind})"),
    "did-cosigned": (
        "the checkpoint of {size} acts that was kept ({where}) was cosigned by {key}",
        "el punto de control de {size} actos que se guardó ({where}) lo refrendó {key}",
    ),
    "did-retained": (
        "the book continues the checkpoint of {size} acts that was kept ({where})",
        "el libro continúa el punto de control de {size} actos que se guardó ({where})",
    ),
    "did-retained-epoch": (
        "the checkpoint of {size} acts that was kept ({where}) is of epoch {epoch} of this office, and the book continues it",
        "el punto de control de {size} actos que se guardó ({where}) es de la época {epoch} de esta oficina, y el libro lo continúa",
    ),
    "did-retained-lost": (
        "the checkpoint of {size} acts that was kept ({where}) is of epoch {epoch} of this office: its first {common} acts "
        "are the same here; of those after them acts were LOST, as act {act} says, which opened the next epoch",
        "el punto de control de {size} actos que se guardó ({where}) es de la época {epoch} de esta oficina: sus primeros "
        "{common} actos son los de aquí; de los siguientes SE PERDIERON actos, como dice el acto {act}, que abrió otra época",
    ),
    "did-epoch": (
        "epoch {epoch} of this office, ended by act {act}: the book continues its checkpoint of {size} acts",
        "época {epoch} de esta oficina, a la que puso fin el acto {act}: el libro continúa su punto de control de {size} actos",
    ),
    "did-receipt": (
        "receipt {where}: act {index_said} stands in the book",
        "recibo {where}: el acto {index_said} consta en el libro",
    ),
    "did-receipt-alone": (
        "receipt {where}: act {index_said} stands under its checkpoint of {size} acts",
        "recibo {where}: el acto {index_said} consta bajo su punto de control de {size} actos",
    ),
    "did-receipt-lost": (
        "receipt {where}: its act {index_said} was LOST with epoch {epoch} of this office, as act {act} says, "
        "which opened the next one",
        "recibo {where}: su acto {index_said} SE PERDIÓ con la época {epoch} de esta oficina, como dice el acto {act}, "
        "que abrió otra",
    ),
    "did-laws": (
        "every act read and the seven laws checked over {size} acts",
        "leídos todos los actos y comprobadas las siete leyes en {size} actos",
    ),
    "did-state": (
        "{rows} rows of the database are what the acts say",
        "{rows} filas de la base de datos son lo que dicen los actos",
    ),
    "did-disclosures": (
        "{count} disclosed values are those committed to",
        "{count} valores revelados son los comprometidos",
    ),
    # statements: what was not
    "not-signature": (
        "signatures NOT checked: the Python package cryptography is missing or too old here ({key})",
        "firmas NO comprobadas: falta el paquete de Python cryptography o es demasiado antiguo ({key})",
    ),
    "not-key": (
        "the key is the one the export claims; compare its fingerprint with the one on paper: {key} {fingerprint}",
        "la clave es la que declara la exportación; compare su huella con la del papel: {key} {fingerprint}",
    ),
    "not-retained": (
        "no earlier checkpoint was given: a book rewritten whole cannot be told from a true one",
        "no se ha dado un punto de control anterior: un libro reescrito entero no se distingue de uno verdadero",
    ),
    "not-epoch": (
        "that the first {common} acts are also those of epoch {epoch} is the word of act {act}: "
        "the export proves it by no signed checkpoint",
        "que los primeros {common} actos son también los de la época {epoch} lo dice el acto {act}: "
        "la exportación no lo prueba con un punto de control firmado",
    ),
    "not-after": (
        "acts {first} to {last} are later than every checkpoint and receipt given: only the signature vouches for them",
        "los actos {first} a {last} son posteriores a cuanto se ha dado: solo responde de ellos la firma",
    ),
    "not-retained-signature": (
        "the signature of the kept checkpoint ({where}) was not checked: it carries none of a known key",
        "no se ha comprobado la firma del punto de control guardado ({where}): no lleva la de ninguna clave conocida",
    ),
    "not-laws": ("NOT checked: the laws of the acts (--quick)", "NO comprobadas: las leyes de los actos (--quick)"),
    "not-after-gap": (
        "NOT checked: laws 1 to 5 and the database from act {index} on, which could not be read",
        "NO comprobadas: las leyes 1 a 5 ni la base de datos desde el acto {index}, que no se pudo leer",
    ),
    "not-state": (
        "NOT checked: the database (the export has no state.jsonl, or --quick)",
        "NO comprobada: la base de datos (la exportación no trae state.jsonl, o --quick)",
    ),
    "not-other-signatures": (
        "{count} signatures of keys that were not given were passed over",
        "se han pasado por alto {count} firmas de claves que no se han dado",
    ),
    "not-other-files": (
        "other things in the folder were not looked at: {names}",
        "no se han mirado otras cosas de la carpeta: {names}",
    ),
    "not-true": (
        "that what was written down is what happened cannot be checked by any program",
        "que lo asentado sea lo ocurrido no puede comprobarlo ningún programa",
    ),
    # unusable input
    "no-folder": ("{where} is not a folder that can be read", "{where} no es una carpeta que se pueda leer"),
    "no-export": (
        "{where} is not an export: it holds neither checkpoint nor tile",
        "{where} no es una exportación: no contiene checkpoint ni tile",
    ),
    "bad-vkey": ("the key given cannot be used: {why}", "la clave dada no se puede usar: {why}"),
    "bad-checkpoint": (
        "the checkpoint given cannot be used: {why}",
        "el punto de control dado no se puede usar: {why}",
    ),
    "bad-receipt": ("the receipt {where} cannot be used: {why}", "el recibo {where} no se puede usar: {why}"),
    "receipt-bare": (
        "the receipt {where} does not carry its act: give the folder of an export",
        "el recibo {where} no lleva su acto: indique la carpeta de una exportación",
    ),
    "nothing-to-do": (
        "give the folder of an export, or receipts that carry their act together with --vkey",
        "indique la carpeta de una exportación, o recibos que lleven su acto junto con --vkey",
    ),
    # frame of the report
    "sound": ("SOUND: nothing broken was found.", "ÍNTEGRO: no se ha encontrado nada roto."),
    "broken": ("BROKEN: {count} breaks found.", "ROTO: se han encontrado {count} roturas."),
    "head-checked": ("Checked:", "Comprobado:"),
    "head-unchecked": ("Not checked:", "No comprobado:"),
    "act": ("act {index}", "acto {index}"),
}


def words(what: str, facts: dict[str, Any], lang: str = "en") -> str:
    said = {name: printable(value) for name, value in facts.items()}
    return WORDS[what][LANGUAGES.index(lang)].format(**said)


def printable(value: object) -> str:
    """What comes from the export may not move the cursor of whoever reads it, nor drown the sentence."""
    text = str(value)
    text = text if len(text) <= 400 else text[:400] + "…"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that was, or was not, checked."""

    what: str
    facts: dict[str, Any] = field(default_factory=dict)

    def words(self, lang: str = "en") -> str:
        return words(self.what, self.facts, lang)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something broken: what (a message id), where (a file, or table/key/column), and the index of the act."""

    what: str
    where: str = ""
    index: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def words(self, lang: str = "en") -> str:
        place = [] if self.index is None else [words("act", {"index": self.index}, lang)]
        place += [printable(self.where)] if self.where else []
        return ": ".join(
            [", ".join(place), words(self.what, self.facts, lang)] if place else [words(self.what, self.facts, lang)]
        )


class Unusable(Exception):
    """What was given cannot be checked at all."""

    def __init__(self, what: str, **facts: Any) -> None:
        super().__init__(what)
        self.said = Statement(what, facts)


@dataclass(slots=True)
class Report:
    """The answer. Of one kind of break the first `KEPT` are kept and the rest counted: a hostile export has no end."""

    KEPT = 100

    origin: str = ""
    size: int = 0
    root: bytes = b""
    findings: list[Finding] = field(default_factory=list)
    checked: list[Statement] = field(default_factory=list)
    unchecked: list[Statement] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def sound(self) -> bool:
        return not self.findings

    def broke(self, what: str, where: str = "", index: int | None = None, **facts: Any) -> None:
        self.counts[what] += 1
        if self.counts[what] <= self.KEPT:
            self.findings.append(Finding(what, where, index, facts))

    def did(self, what: str, **facts: Any) -> None:
        self.checked.append(Statement(what, facts))

    def did_not(self, what: str, **facts: Any) -> None:
        self.unchecked.append(Statement(what, facts))

    def dropped(self) -> list[tuple[str, int]]:
        """Kinds of break of which not all were kept, and how many were not."""
        return [(what, count - self.KEPT) for what, count in self.counts.items() if count > self.KEPT]
