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
        "the book continues the checkpoint of {size} acts that was kept ({origin})",
        "el libro continúa el punto de control de {size} actos que se conservó ({origin})",
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
    "house-orphan": (
        "the entry has no place in the tree",
        "el asiento no tiene puesto en el árbol",
    ),
    "house-pending": (
        "{count} entries wait for a place that nobody gives them",
        "{count} asientos esperan un puesto que nadie les da",
    ),
    "house-no-entry": (
        "the tree has a place for this act, and the entry is not there or cannot be read",
        "el árbol tiene un puesto para este acto y el asiento no está o no se puede leer",
    ),
    "house-order": (
        "its key does not stand in the order of the tree, in which the books are asked",
        "su clave no sigue el orden del árbol, en el que se consultan los libros",
    ),
    "house-root": (
        "among acts {first} to {last} at least one is not the one that the checkpoint of {size} acts saw: the book was rewritten",
        "entre los actos {first} a {last} hay al menos uno que no es el que vio el punto de control de {size} actos: "
        "el libro ha sido reescrito",
    ),
    "house-lost": (
        "of acts {first} to {last} of {origin} some are LOST: act {act} said so when it opened the epoch after it",
        "de los actos {first} a {last} de {origin} SE PERDIERON algunos: lo dijo el acto {act} al abrir la época siguiente",
    ),
    "house-retained-lost": (
        "the checkpoint of {size} acts that was kept is of epoch {epoch}: its first {common} acts are the same here; "
        "of those after them acts were LOST, as act {act} says",
        "el punto de control conservado, de {size} actos, es de la época {epoch}: sus primeros {common} actos son los de aquí; "
        "de los siguientes SE PERDIERON actos, como dice el acto {act}",
    ),
    "house-epoch": (
        "the epoch has not the name or the key of this house, or no act opened it",
        "la época no lleva el nombre o la clave de esta casa, o ningún acto la abrió",
    ),
    "house-no-memory": (
        "the signer's memory of its last checkpoint is gone: it could sign another history",
        "falta la memoria que el firmante guarda de su último punto de control: podría firmar otra historia",
    ),
    "house-memory-behind": (
        "the signer remembers {size} acts, and the books hold its checkpoint of {stored}: its memory was put back",
        "el firmante recuerda {size} actos y los libros tienen su punto de control de {stored}: su memoria ha sido repuesta",
    ),
    "house-unreadable": ("it cannot be read: {why}", "no se puede leer: {why}"),
    "house-encrypted": (
        "a value that is encrypted in the table does not open with keys/office.key of this home: the key or the value was changed",
        "un valor cifrado en la tabla no se abre con keys/office.key de esta instalación: se cambió la clave o el valor",
    ),
    "house-file": (
        "the file of the database is damaged: {why}",
        "el fichero de la base de datos está dañado: {why}",
    ),
    "house-pages": (
        "pages and indexes of the database file checked by SQLite itself",
        "páginas e índices del fichero comprobados por el propio SQLite",
    ),
    "house-not-pages": (
        "NOT checked: the pages and indexes of PostgreSQL (use pg_amcheck)",
        "NO comprobados: las páginas y los índices de PostgreSQL (use pg_amcheck)",
    ),
    "house-schema": (
        "columns, constraints and indexes of {count} tables are those that the program makes",
        "las columnas, restricciones e índices de {count} tablas son los que hace el programa",
    ),
    "house-schema-missing": (
        "the program made this part of the table, and it is not there or was altered: {part}",
        "el programa hizo esta parte de la tabla y no está o ha sido alterada: {part}",
    ),
    "house-schema-foreign": (
        "the program did not make this part of the table: {part}",
        "el programa no hizo esta parte de la tabla: {part}",
    ),
    "house-not-schema": (
        "NOT checked: columns, constraints and indexes; the account of the database may not make temporary tables: {why}",
        "NO comprobados: columnas, restricciones e índices; la cuenta de la base no puede hacer tablas temporales: {why}",
    ),
    "house-entries": (
        "{count} acts read, each with its hash, its place and its searchable columns; the seven laws checked",
        "leídos {count} actos, cada uno con su resumen, su puesto y sus columnas; comprobadas las siete leyes",
    ),
    "house-entry-column": (
        "the column does not say what the act says",
        "la columna no dice lo que dice el acto",
    ),
    "house-hallmark": (
        "the act does not bear the hallmark of this house: this program did not write it with the key of this home",
        "el acto no lleva el contraste de esta casa: no lo escribió este programa con la clave de esta instalación",
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
    "house-box-extra": (
        "a second sealed box for one act and one subject ({subject})",
        "una segunda caja sellada para un mismo acto y sujeto ({subject})",
    ),
    "house-box-missing": (
        "what was committed to as {commitment} can no longer be opened, and no act destroyed it",
        "lo comprometido como {commitment} ya no se puede abrir y ningún acto lo destruyó",
    ),
    "house-boxes-beside": (
        "the sealed boxes are not those of the acts in the tree: {count} too many",
        "las cajas selladas no son las de los actos del árbol: sobran {count}",
    ),
    "house-boxes": (
        "{count} sealed values opened, each what was committed to; {destroyed} destroyed by acts that say so",
        "abiertos {count} valores sellados, cada uno lo comprometido; {destroyed} destruidos por actos que lo dicen",
    ),
    "house-key": (
        "the key that seals what is known of {subject} does not open: it was changed or swapped",
        "la clave que sella lo que se sabe de {subject} no se abre: fue cambiada o intercambiada",
    ),
    "house-not-forgotten": (
        "an act destroyed the value behind {commitment}, and it can be opened: an older copy of it was put back",
        "un acto destruyó el valor de {commitment} y se puede abrir: se ha repuesto una copia anterior",
    ),
    "house-scrub-due": (
        "a value was forgotten and its traces are not yet wiped from {names}: it is tried again every hour and at each start "
        "(docs/threat-model.md, Forgetting, says what may hinder it)",
        "se olvidó un valor y sus restos aún no se han borrado de {names}: se intenta de nuevo cada hora y en cada arranque "
        "(docs/threat-model.md, Forgetting, dice qué puede impedirlo)",
    ),
    "house-forgotten-elsewhere": (
        "what was forgotten may still stand in what was written before and this program does not wipe: {names}",
        "lo olvidado puede seguir en lo que se escribió antes y este programa no borra: {names}",
    ),
    "house-state": (
        "{count} rows of the state tables are what the acts say",
        "{count} filas de las tablas son lo que dicen los actos",
    ),
    "house-reach": (
        "the derived list of who may come to see it is not the one that its scope gives",
        "la lista derivada de quién puede llegar a verlo no es la que da su alcance",
    ),
    "house-reach-checked": (
        "the derived lists of {count} documents are what their scopes give",
        "las listas derivadas de {count} documentos son las que dan sus alcances",
    ),
    "house-level": (
        "a copy is not as high as its document",
        "un ejemplar no tiene el grado de su documento",
    ),
    "house-place": (
        "it lies where its level may not lie, and nothing calls it back",
        "está donde su grado no puede estar y nada lo reclama",
    ),
    "house-levels-checked": (
        "the levels of {count} things are those of their documents, and their places may hold them",
        "los grados de {count} objetos son los de sus documentos y sus sitios pueden tenerlos",
    ),
    "house-guard": (
        "the guard that refuses writes outside an act is not in the database",
        "el resguardo que rechaza escrituras fuera de un acto no está en la base de datos",
    ),
    "house-guard-altered": (
        "the guard of this name is not the one that the program made",
        "el resguardo de este nombre no es el que hizo el programa",
    ),
    "house-guard-foreign": (
        "a trigger or view that the program did not make",
        "un disparador o una vista que no hizo el programa",
    ),
    "house-guard-checked": (
        "the guards of {count} tables are in place",
        "los resguardos de {count} tablas están en su sitio",
    ),
}
