# SPDX-License-Identifier: EUPL-1.2
"""Words of the breaks that only the house can find, in the table of the verifier's own: English, Spanish."""

from precinto_verify.findings import WORDS

WORDS |= {
    "house-checkpoint-columns": (
        "the stored checkpoint does not say what its note says",
        "el punto de control guardado no dice lo que dice su nota",
    ),
    "house-other-book": (
        "the checkpoint that was kept is of another book: {origin}",
        "el punto de control conservado es de otro libro: {origin}",
    ),
    "house-retained": (
        "the book continues the checkpoint of {size} acts that was kept",
        "el libro continúa el punto de control de {size} actos que se conservó",
    ),
    "house-no-epoch": (
        "no epoch of this book has the name {origin}",
        "ninguna época de este libro se llama {origin}",
    ),
    "house-gap": (
        "a place of the tree is empty: the next one is {found}",
        "un puesto del árbol está vacío: el siguiente es {found}",
    ),
    "house-behind": (
        "the books hold {found} acts, and a checkpoint of {size} was signed: the last acts are missing, or an older copy was put back",
        "los libros tienen {found} actos y se firmó un punto de control de {size}: faltan los últimos, o se ha repuesto una copia anterior",
    ),
    "house-orphans": (
        "{count} entries have no place in the tree",
        "{count} asientos no tienen puesto en el árbol",
    ),
    "house-entries": (
        "{count} acts read, each with its hash, its place and its searchable columns; the six laws checked",
        "leídos {count} actos, cada uno con su resumen, su puesto y sus columnas; comprobadas las seis leyes",
    ),
    "house-entry-column": (
        "the column does not say what the act says",
        "la columna no dice lo que dice el acto",
    ),
    "house-tile": (
        "the tile is not the one recomputed from below",
        "la tesela no es la recalculada desde abajo",
    ),
    "house-tiles": ("{count} tiles recomputed", "recalculadas {count} teselas"),
    "house-box": (
        "a sealed value does not open to what was committed to ({subject})",
        "un valor sellado no se abre a lo comprometido ({subject})",
    ),
    "house-state": (
        "{count} rows of the state tables are what the acts say",
        "{count} filas de las tablas son lo que dicen los actos",
    ),
    "house-reach": (
        "the derived list of who may come to see it is not the one that its scope gives",
        "la lista derivada de quién puede llegar a verlo no es la que da su alcance",
    ),
    "house-guard": (
        "the guard that refuses writes outside an act is not in the database",
        "el resguardo que rechaza escrituras fuera de un acto no está en la base de datos",
    ),
    "house-guard-checked": (
        "the guards of {count} tables are in place",
        "los resguardos de {count} tablas están en su sitio",
    ),
}
