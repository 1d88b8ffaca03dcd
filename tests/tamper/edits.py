# SPDX-License-Identifier: EUPL-1.2
"""Edits behind the program's back, as somebody with an SQL prompt and time would make them.

Each takes the database and chance, makes one edit, and returns what a finding must name; or None where there was nothing to
edit, or the edit changed nothing. The guard is lifted for it and put back as it was: what must be found is the edit itself.
The operators stand in one file, one short function each, so that the list of what was tried can be read at once.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models

from precinto.access.models import Reach
from precinto.ledger import hallmark
from precinto.records.models import recorded_models
from precinto_verify import canon, merkle, note

LEDGER_COLUMNS = ("act", "intent", "kind", "procedure", "step", "clause", "case", "person", "giver", "refusal", "at")


@dataclass
class Edit:
    """What was done, and the words of which at least one must stand in the report."""

    what: str
    marks: tuple[str, ...]


class Editor:
    """A connection with everything lifted that the database itself holds against an edit."""

    def __init__(self, database: Any, chance: random.Random, sqlite: bool = True) -> None:
        self.database = database
        self.chance = chance
        self.sqlite = sqlite

    def all(self, sql: str, *values: Any) -> list[Any]:
        cursor = self.database.cursor()
        cursor.execute(sql if self.sqlite else sql.replace("?", "%s"), values)
        return list(cursor.fetchall())

    def do(self, sql: str, *values: Any) -> int:
        cursor = self.database.cursor()
        cursor.execute(sql if self.sqlite else sql.replace("?", "%s"), values)
        return int(cursor.rowcount)

    def written(self, key: Any, body: bytes) -> None:
        """The body of an entry, with the hallmark that whoever holds the keys of the home can give it."""
        self.do("UPDATE ledger_entry SET body=?, hallmark=? WHERE id=?", body, hallmarked(body), key)

    def one(self, rows: list[Any]) -> Any:
        return self.chance.choice(rows) if rows else None


def hallmarked(body: bytes) -> bytes:
    said = json.loads(body)
    said.pop("key", None)
    return hallmark.of(canon.dumps(said))


Guards = list[tuple[Any, ...]]


def lifted(file: Path, to: Path) -> Guards:
    """A copy of a database without its guard, and the guard, to be put back."""
    shutil.copyfile(file, to)
    database = sqlite3.connect(to, isolation_level=None)
    guards = database.execute(
        "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE type='trigger'"
    ).fetchall()
    database.execute("PRAGMA journal_mode=DELETE")
    for _type, name, *_rest in guards:
        database.execute(f"DROP TRIGGER {name}")
    database.close()
    return guards


@contextmanager
def behind(file: Path, guards: Guards, chance: random.Random) -> Iterator[Editor]:
    """Edit a SQLite file whose guard is lifted, and put the guard back."""
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(
        "PRAGMA ignore_check_constraints=ON; PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; BEGIN"
    )
    try:
        yield Editor(database, chance)
        known = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")}
        database.execute("PRAGMA writable_schema=ON")
        missing = [row for row in guards if row[1] not in known]
        database.executemany(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?,?,?,?,?)", missing
        )
        database.execute("COMMIT")
    finally:
        database.close()


# ---- the state tables


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _filled(editor: Editor, model: type[models.Model]) -> list[int]:
    return [row[0] for row in editor.all(f"SELECT id FROM {model._meta.db_table} ORDER BY id")]


def _some_model(editor: Editor) -> tuple[type[models.Model], list[int]]:
    while True:
        model = editor.chance.choice(recorded_models())
        keys = _filled(editor, model)
        if keys:
            return model, keys


def _column(model: type[models.Model], key: Any, field: Any) -> str:
    return f"{model._meta.label_lower}/{key}/{field.attname}"


def _plausible(editor: Editor, field: Any, old: Any) -> Any:
    """Another value that this column could well hold."""
    chance = editor.chance
    if field.null and old is not None and chance.random() < 0.15:
        return None
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BooleanField):
        return (not old) if not editor.sqlite else int(not old)
    if isinstance(target, models.DateTimeField):
        base = datetime.fromisoformat(str(old)) if old else datetime(2026, 11, 23, 9, tzinfo=UTC)
        moved = base + timedelta(seconds=chance.choice([1, -1, 60, 86400, -86400]))
        return moved.replace(tzinfo=None).isoformat(" ") if editor.sqlite else moved
    if isinstance(target, models.DateField):
        moved_day = date.fromisoformat(str(old)) if old else date(2026, 11, 23)
        moved_day += timedelta(days=chance.choice([1, -1, 30, 365]))
        return moved_day.isoformat() if editor.sqlite else moved_day
    if isinstance(target, models.UUIDField):
        return f"{chance.getrandbits(128):032x}"
    if isinstance(target, models.IntegerField | models.AutoField):
        return chance.choice([(old or 0) + 1, max((old or 0) - 1, 0), 0, 1, 7, (old or 0) + 1000])
    text = str(old or "")
    most = getattr(field, "max_length", None) or 1000
    options = [
        text + "s", text[:-1], "", text.upper(), text.swapcase(), text + " ", "in_force", "registered", "settled", "S", "R", "Otro nombre",
    ]  # fmt: skip
    return chance.choice(options)[:most]


def change_column(editor: Editor) -> Edit | None:
    model, keys = _some_model(editor)
    field = editor.chance.choice(_fields(model))
    key = editor.chance.choice(keys)
    table = model._meta.db_table
    old = editor.all(f'SELECT "{field.column}" FROM {table} WHERE id=?', key)[0][0]
    new = _plausible(editor, field, old)
    if new == old:
        return None
    editor.do(f'UPDATE {table} SET "{field.column}"=? WHERE id=?', new, key)
    return Edit(f"{_column(model, key, field)}: {old!r} -> {new!r}", (_column(model, key, field),))


def swap_two_rows(editor: Editor) -> Edit | None:
    model, keys = _some_model(editor)
    if len(keys) < 2:
        return None
    table = model._meta.db_table
    field = editor.chance.choice(_fields(model))
    one, two = editor.chance.sample(keys, 2)
    values = dict(editor.all(f'SELECT id, "{field.column}" FROM {table} WHERE id IN (?, ?)', one, two))
    if values[one] == values[two] or field.unique:
        return None
    editor.do(f'UPDATE {table} SET "{field.column}"=? WHERE id=?', values[two], one)
    editor.do(f'UPDATE {table} SET "{field.column}"=? WHERE id=?', values[one], two)
    return Edit(f"{field.name} of {one} and {two} of {table} swapped", (_column(model, one, field),))


def _particular(table: str, column: str, values: list[Any]) -> Callable[[Editor], Edit | None]:
    def edit(editor: Editor) -> Edit | None:
        model = next(m for m in recorded_models() if m._meta.db_table == table)
        keys = _filled(editor, model)
        key = editor.one(keys)
        if key is None:
            return None
        old = editor.all(f'SELECT "{column}" FROM {table} WHERE id=?', key)[0][0]
        new = editor.chance.choice(values)
        if old == new:
            return None
        editor.do(f'UPDATE {table} SET "{column}"=? WHERE id=?', new, key)
        name = f"{model._meta.label_lower}/{key}/{column}"
        return Edit(f"{name} -> {new!r}", (name,))

    edit.__name__ = f"{table}_{column}"
    return edit


def password_replaced(editor: Editor) -> Edit | None:
    key = editor.one([row[0] for row in editor.all("SELECT id FROM access_account ORDER BY id")])
    editor.do("UPDATE access_account SET password=? WHERE id=?", make_password("una frase del intruso"), key)
    return Edit(f"password of account {key}", (f"access.account/{key}/password",))


def row_inserted(editor: Editor) -> Edit | None:
    model, keys = _some_model(editor)
    table = model._meta.db_table
    fields = _fields(model)
    source = editor.chance.choice(keys)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row = list(editor.all(f"SELECT {columns} FROM {table} WHERE id=?", source)[0])
    for place, field in enumerate(fields):
        if field.unique or editor.chance.random() < 0.3:
            row[place] = _plausible(editor, field, row[place])
    key = max(keys) + editor.chance.randint(1, 3)
    marks = ", ".join("?" * (len(fields) + 1))
    editor.do(f"INSERT INTO {table} (id, {columns}) VALUES ({marks})", key, *row)
    return Edit(f"row {key} inserted into {table}", (f"{model._meta.label_lower}/{key}",))


def row_deleted(editor: Editor) -> Edit | None:
    model, keys = _some_model(editor)
    key = editor.chance.choice(keys)
    editor.do(f"DELETE FROM {model._meta.db_table} WHERE id=?", key)
    return Edit(f"row {key} of {model._meta.db_table} deleted", (f"{model._meta.label_lower}/{key}",))


def row_renumbered(editor: Editor) -> Edit | None:
    model, keys = _some_model(editor)
    key = editor.chance.choice(keys)
    editor.do(f"UPDATE {model._meta.db_table} SET id=? WHERE id=?", max(keys) + 5, key)
    return Edit(f"row {key} of {model._meta.db_table} renumbered", (f"{model._meta.label_lower}/{key}",))


# ---- the derived lists


def reach_edited(editor: Editor) -> Edit | None:
    doc, principal, level = editor.one(editor.all("SELECT doc, principal, level FROM access_reach"))
    table = Reach._meta.db_table
    way = editor.chance.choice(["add", "remove", "until", "level", "doc"])
    here = "WHERE doc=? AND principal=? AND level=?"
    if way == "add":
        values = (principal + 1, doc, level, 0, 0, 0, 9_999_999)
        editor.do(
            f"INSERT INTO {table} (principal, doc, level, comp, rel, since, until) VALUES (?,?,?,?,?,?,?)", *values
        )
    elif way == "remove":
        editor.do(f"DELETE FROM {table} {here}", doc, principal, level)
    elif way == "until":
        editor.do(f"UPDATE {table} SET until=until-1 {here}", doc, principal, level)
    elif way == "level":
        editor.do(f"UPDATE {table} SET level=level-1 {here}", doc, principal, level)
    else:
        editor.do(f"UPDATE {table} SET doc=doc+1000 {here}", doc, principal, level)
    return Edit(f"reach of {doc}: {way}", (f"access.reach/{doc}:", "access.reach/1"))


# ---- the entries and the tree


def _entry(editor: Editor) -> tuple[int, int, bytes]:
    index, key, body = editor.one(
        editor.all('SELECT l."index", e.id, e.body FROM ledger_leaf l JOIN ledger_entry e ON e.id=l.entry_id')
    )
    return index, key, bytes(body)


def _last(editor: Editor) -> int:
    return int(editor.all('SELECT max("index") FROM ledger_leaf')[0][0])


def _act(index: int) -> str:
    return f"act {index}:"


def _acts(index: int) -> str:
    return f"act {index},"


def body_byte(editor: Editor) -> Edit | None:
    index, key, body = _entry(editor)
    place = editor.chance.randrange(len(body))
    changed = body[:place] + bytes([body[place] ^ (1 << editor.chance.randrange(8))]) + body[place + 1 :]
    editor.do("UPDATE ledger_entry SET body=? WHERE id=?", changed, key)
    return Edit(f"a bit of body {index}", (_act(index), _acts(index)))


def body_reserialised(editor: Editor) -> Edit | None:
    index, key, body = _entry(editor)
    text = json.dumps(json.loads(body), ensure_ascii=editor.chance.random() < 0.5)
    if text.encode() == body:
        return None
    editor.do("UPDATE ledger_entry SET body=? WHERE id=?", text.encode(), key)
    return Edit(f"body {index} serialised again", (_act(index), _acts(index)))


def _altered(editor: Editor, body: bytes) -> bytes:
    said = json.loads(body)
    ways = [
        lambda: said.__setitem__("step", said.get("step", "") + "x"),
        lambda: said.__setitem__("at", said["at"].replace("Z", "").rpartition(".")[0] + ".000001Z"),
        lambda: said.setdefault("by", {}).__setitem__("person", 3),
        lambda: said.__setitem__("facts", {"folios": 11}),
        lambda: said.__setitem__("door", "import"),
    ]
    editor.chance.choice(ways)()
    return canon.dumps(said)


def body_altered(editor: Editor) -> Edit | None:
    index, key, body = _entry(editor)
    changed = _altered(editor, body)
    if changed == body:
        return None
    editor.written(key, changed)
    return Edit(f"body {index} altered", (_act(index), _acts(index)))


def body_and_leaf(editor: Editor) -> Edit | None:
    index, key, body = _entry(editor)
    changed = _altered(editor, body)
    if changed == body:
        return None
    editor.written(key, changed)
    editor.do('UPDATE ledger_leaf SET hash=? WHERE "index"=?', merkle.leaf_hash(changed), index)
    return Edit(f"body and leaf {index}", ("among acts", _act(index), _acts(index)))


def leaf_changed(editor: Editor) -> Edit | None:
    index, _key, _body = _entry(editor)
    editor.do('UPDATE ledger_leaf SET hash=? WHERE "index"=?', editor.chance.randbytes(32), index)
    return Edit(f"leaf {index}", (_act(index), _acts(index)))


def searchable_column(editor: Editor) -> Edit | None:
    from precinto.ledger.models import Entry

    index, key, _body = _entry(editor)
    name = editor.chance.choice(LEDGER_COLUMNS)
    field = Entry._meta.get_field(name)
    old = editor.all(f'SELECT "{name}" FROM ledger_entry WHERE id=?', key)[0][0]
    new = _plausible(editor, field, old)
    if new == old:
        return None
    editor.do(f'UPDATE ledger_entry SET "{name}"=? WHERE id=?', new, key)
    return Edit(f"{name} of entry {index}: {old!r} -> {new!r}", (f"ledger.entry/{key}/{name}",))


def hallmark_changed(editor: Editor) -> Edit | None:
    index, key, _body = _entry(editor)
    other = editor.one(editor.all("SELECT hallmark FROM ledger_entry WHERE id<>?", key))[0]
    editor.do(
        "UPDATE ledger_entry SET hallmark=? WHERE id=?",
        editor.chance.choice([None, b"", b"\0" * 32, bytes(other)]),
        key,
    )
    return Edit(f"hallmark of entry {index}", (f"ledger.entry/{key}:",))


def entry_deleted(editor: Editor) -> Edit | None:
    index, key, _body = _entry(editor)
    editor.do("DELETE FROM ledger_entry WHERE id=?", key)
    return Edit(f"entry {index} deleted", (_act(index), _acts(index)))


def act_deleted(editor: Editor) -> Edit | None:
    """The entry, its leaf, its boxes: as if it had never been, and a hole where it was."""
    index, key, _body = _entry(editor)
    editor.do("DELETE FROM ledger_sealed WHERE entry_id=?", key)
    editor.do('DELETE FROM ledger_leaf WHERE "index"=?', index)
    editor.do("DELETE FROM ledger_entry WHERE id=?", key)
    return Edit(f"act {index} deleted", (_act(index), _acts(index), "the last acts are missing"))


def entries_swapped(editor: Editor) -> Edit | None:
    one, two = _entry(editor), _entry(editor)
    if one[1] == two[1]:
        return None
    editor.do('UPDATE ledger_leaf SET entry_id=-1 WHERE "index"=?', one[0])
    editor.do('UPDATE ledger_leaf SET entry_id=? WHERE "index"=?', one[1], two[0])
    editor.do('UPDATE ledger_leaf SET entry_id=? WHERE "index"=?', two[1], one[0])
    return Edit(f"entries {one[0]} and {two[0]} swapped", (_act(one[0]), _acts(one[0]), _act(two[0]), _acts(two[0])))


def places_swapped(editor: Editor) -> Edit | None:
    """With their hashes: every leaf is true, and two acts have changed places."""
    one, two = _entry(editor)[0], _entry(editor)[0]
    if one == two:
        return None
    rows = dict(editor.all('SELECT "index", entry_id FROM ledger_leaf WHERE "index" IN (?, ?)', one, two))
    hashes = dict(editor.all('SELECT "index", hash FROM ledger_leaf WHERE "index" IN (?, ?)', one, two))
    editor.do('UPDATE ledger_leaf SET entry_id=-1 WHERE "index"=?', one)
    editor.do('UPDATE ledger_leaf SET entry_id=?, hash=? WHERE "index"=?', rows[one], hashes[one], two)
    editor.do('UPDATE ledger_leaf SET entry_id=?, hash=? WHERE "index"=?', rows[two], hashes[two], one)
    return Edit(f"places {one} and {two} swapped", (f"act {max(one, two)}", "among acts"))


def keys_swapped(editor: Editor) -> Edit | None:
    """The tree stays as it is: only the order in which the books are asked is another."""
    one, two = _entry(editor)[1], _entry(editor)[1]
    if one == two:
        return None
    for a, b in ((one, -1), (two, one), (-1, two)):
        editor.do("UPDATE ledger_entry SET id=? WHERE id=?", b, a)
        editor.do("UPDATE ledger_leaf SET entry_id=? WHERE entry_id=?", b, a)
        editor.do("UPDATE ledger_sealed SET entry_id=? WHERE entry_id=?", b, a)
    return Edit(f"keys {one} and {two} swapped", (f"ledger.entry/{one}", f"ledger.entry/{two}"))


def tail_cut(editor: Editor) -> Edit | None:
    last = _last(editor)
    cut = last - editor.chance.randint(0, 40)
    keys = [row[0] for row in editor.all('SELECT entry_id FROM ledger_leaf WHERE "index">=?', cut)]
    for key in keys:
        editor.do("DELETE FROM ledger_sealed WHERE entry_id=?", key)
    editor.do('DELETE FROM ledger_leaf WHERE "index">=?', cut)
    for key in keys:
        editor.do("DELETE FROM ledger_entry WHERE id=?", key)
    editor.do("DELETE FROM ledger_checkpoint WHERE size>?", cut)
    return Edit(f"cut at {cut}", ("the last acts are missing",))


def entry_inserted(editor: Editor) -> Edit | None:
    """An act between two others: what comes after it moves up by one, entries and leaves."""
    at, key, body = _entry(editor)
    forged = canon.dumps(json.loads(body) | {"act": "019ab000-0000-7000-8000-000000000000"})
    last = _last(editor)
    editor.do("UPDATE ledger_leaf SET entry_id=-entry_id-1000")
    for index in range(last, at, -1):
        editor.do('UPDATE ledger_leaf SET "index"=? WHERE "index"=?', index + 1, index)
    columns = "intent, kind, procedure, step, clause, person, giver, refusal, at"
    quoted = columns + ', "case"'
    newest = editor.all("SELECT max(id) FROM ledger_entry")[0][0] + 1
    editor.do(
        f"INSERT INTO ledger_entry (id, act, body, {quoted}) SELECT ?, ?, ?, {quoted.replace('intent', 'NULL', 1)} "
        "FROM ledger_entry WHERE id=?",
        newest, "019ab000000070008000000000000000", forged, key,
    )  # fmt: skip
    editor.written(newest, forged)
    editor.do(
        'INSERT INTO ledger_leaf ("index", entry_id, hash) VALUES (?, ?, ?)', at + 1, newest, merkle.leaf_hash(forged)
    )
    editor.do("UPDATE ledger_leaf SET entry_id=-entry_id-1000 WHERE entry_id<0")
    return Edit(f"an act inserted after {at}", (f"act {at + 1}", "among acts"))


def entry_beside(editor: Editor) -> Edit | None:
    """An entry without a place, said to wait for one where nobody waits."""
    _index, key, body = _entry(editor)
    columns = 'kind, procedure, step, clause, "case", person, giver, refusal, at'
    newest = editor.all("SELECT max(id) FROM ledger_entry")[0][0] + 1
    editor.do(
        f"INSERT INTO ledger_entry (id, act, intent, body, {columns}) SELECT ?, ?, NULL, ?, {columns} FROM ledger_entry WHERE id=?",
        newest, "019ab000000070008000000000000001", body, key,
    )  # fmt: skip
    if editor.chance.random() < 0.5:
        editor.do("INSERT INTO ledger_pending (entry_id, hash) VALUES (?, ?)", newest, merkle.leaf_hash(body))
    return Edit(f"entry {newest} beside the tree", (f"ledger.entry/{newest}", f"act {_last(editor) + 1}"))


def rewrite(editor: Editor, first: int, alter: Callable[[Editor, bytes], bytes]) -> int:
    """Alter an act and make the tree true again: leaves, tiles. Returns the size, or 0 where nothing changed."""
    rows = editor.all(
        'SELECT l."index", e.id, e.body FROM ledger_leaf l JOIN ledger_entry e ON e.id=l.entry_id ORDER BY 1'
    )
    _index, key, body = rows[first]
    changed = alter(editor, bytes(body))
    if changed == bytes(body):
        return 0
    editor.written(key, changed)
    editor.do('UPDATE ledger_leaf SET hash=? WHERE "index"=?', merkle.leaf_hash(changed), first)
    leaves = [bytes(row[0]) for row in editor.all('SELECT hash FROM ledger_leaf ORDER BY "index"')]
    for number, level in editor.all('SELECT "index", level FROM ledger_tile'):
        if level == 0:
            joined = b"".join(leaves[number * 256 : number * 256 + 256])
            editor.do('UPDATE ledger_tile SET hashes=? WHERE level=0 AND "index"=?', joined, number)
    return len(leaves)


def tail_rewritten(editor: Editor) -> Edit | None:
    index = _entry(editor)[0]
    if not rewrite(editor, index, _altered):
        return None
    editor.do("DELETE FROM ledger_checkpoint WHERE size>?", index)
    return Edit(f"rewritten from {index}", ("among acts", f"act {index}"))


# ---- what stands beside the tree


def tile_changed(editor: Editor) -> Edit | None:
    found = editor.one(editor.all('SELECT id, level, "index", hashes FROM ledger_tile'))
    if found is None:
        return None
    key, level, index, hashes = found
    way = editor.chance.choice(["byte", "gone", "index", "short"])
    if way == "byte":
        place = editor.chance.randrange(len(hashes))
        changed = bytes(hashes[:place]) + bytes([hashes[place] ^ 1]) + bytes(hashes[place + 1 :])
        editor.do("UPDATE ledger_tile SET hashes=? WHERE id=?", changed, key)
    elif way == "gone":
        editor.do("DELETE FROM ledger_tile WHERE id=?", key)
    elif way == "index":
        editor.do('UPDATE ledger_tile SET "index"="index"+1 WHERE id=?', key)
    else:
        editor.do("UPDATE ledger_tile SET hashes=? WHERE id=?", bytes(hashes[:-32]), key)
    return Edit(f"tile {level}/{index}: {way}", (f"tile/{level}/",))


def checkpoint_changed(editor: Editor) -> Edit | None:
    size, _root, text = editor.one(editor.all("SELECT size, root, note FROM ledger_checkpoint"))
    way = editor.chance.choice(["root", "size", "note", "note-size", "unsigned", "other"])
    if way == "root":
        editor.do("UPDATE ledger_checkpoint SET root=? WHERE size=?", editor.chance.randbytes(32), size)
    elif way == "size":
        editor.do("UPDATE ledger_checkpoint SET size=? WHERE size=?", size + 10_000, size)
    elif way == "note":
        place = editor.chance.randrange(len(text))
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        editor.do("UPDATE ledger_checkpoint SET note=? WHERE size=?", changed, size)
    elif way == "note-size":
        editor.do(
            "UPDATE ledger_checkpoint SET note=? WHERE size=?", text.replace(f"\n{size}\n", f"\n{size + 1}\n", 1), size
        )
    elif way == "unsigned":
        editor.do("UPDATE ledger_checkpoint SET note=? WHERE size=?", text.split("\n\n")[0] + "\n\n", size)
    else:
        editor.do("UPDATE ledger_checkpoint SET note=? WHERE size=?", f"{text}— otro.example AAAAAAAA\n", size)
    return Edit(f"checkpoint {size}: {way}", (f"checkpoint/{size}", f"checkpoint/{size + 10_000}"))


def box_changed(editor: Editor) -> Edit | None:
    key, entry, box = editor.one(editor.all("SELECT id, entry_id, box FROM ledger_sealed"))
    other, other_box = editor.one(editor.all("SELECT id, box FROM ledger_sealed"))
    act = editor.all('SELECT "index" FROM ledger_leaf WHERE entry_id=?', entry)[0][0]
    way = editor.chance.choice(["byte", "gone", "swapped", "copied", "key", "empty"])
    if way == "byte":
        place = editor.chance.randrange(len(box))
        changed = bytes(box[:place]) + bytes([box[place] ^ 4]) + bytes(box[place + 1 :])
        editor.do("UPDATE ledger_sealed SET box=? WHERE id=?", changed, key)
    elif way == "gone":
        editor.do("DELETE FROM ledger_sealed WHERE id=?", key)
    elif way == "swapped":
        if key == other:
            return None
        editor.do("UPDATE ledger_sealed SET box=? WHERE id=?", other_box, key)
        editor.do("UPDATE ledger_sealed SET box=? WHERE id=?", box, other)
    elif way == "copied":
        editor.do(
            "INSERT INTO ledger_sealed (entry_id, key_id, box) SELECT entry_id, key_id, box FROM ledger_sealed WHERE id=?",
            key,
        )
    elif way == "key":
        own = editor.all("SELECT key_id FROM ledger_sealed WHERE id=?", key)[0][0]
        another = editor.one(editor.all("SELECT id FROM ledger_shredkey WHERE id<>?", own))[0]
        editor.do("UPDATE ledger_sealed SET key_id=? WHERE id=?", another, key)
    else:
        editor.do("UPDATE ledger_sealed SET box=? WHERE id=?", b"", key)
    return Edit(f"box {key}: {way}", (_act(act), _acts(act), f"ledger.sealed/{key}"))


def key_changed(editor: Editor) -> Edit | None:
    rows = editor.all("SELECT id, subject, wrapped FROM ledger_shredkey")
    (one, subject, wrapped), (two, _other, other_wrapped) = editor.chance.sample(rows, 2)
    way = editor.chance.choice(["swapped", "subject", "byte", "gone"])
    if way == "swapped":
        editor.do("UPDATE ledger_shredkey SET wrapped=? WHERE id=?", other_wrapped, one)
        editor.do("UPDATE ledger_shredkey SET wrapped=? WHERE id=?", wrapped, two)
    elif way == "subject":
        editor.do("UPDATE ledger_shredkey SET subject=? WHERE id=?", f"{subject}0", one)
    elif way == "byte":
        editor.do(
            "UPDATE ledger_shredkey SET wrapped=? WHERE id=?", bytes(wrapped[:-1]) + bytes([wrapped[-1] ^ 1]), one
        )
    else:
        editor.do("DELETE FROM ledger_shredkey WHERE id=?", one)
    return Edit(f"key {one}: {way}", (f"ledger.shredkey/{one}", "ledger.sealed/"))


def epoch_changed(editor: Editor) -> Edit | None:
    _number, origin, _vkey = editor.one(editor.all("SELECT number, origin, vkey FROM ledger_epoch"))
    way = editor.chance.choice(["origin", "vkey", "number", "gone", "another"])
    if way == "origin":
        editor.do("UPDATE ledger_epoch SET origin=?", origin.replace("oficina", "oficima"))
    elif way == "vkey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        editor.do("UPDATE ledger_epoch SET vkey=?", str(note.VKey.of(Ed25519PrivateKey.generate(), origin)))
    elif way == "number":
        editor.do("UPDATE ledger_epoch SET number=number+1")
    elif way == "gone":
        editor.do("DELETE FROM ledger_epoch")
    else:
        columns = "number, origin, vkey, opened_at"
        editor.do(
            f"INSERT INTO ledger_epoch ({columns}) SELECT number+1, ?, vkey, opened_at FROM ledger_epoch",
            origin[:-1] + "2",
        )
    return Edit(f"epoch: {way}", ("ledger.epoch/", "no epoch of this book"))


def guard_dropped(editor: Editor) -> Edit | None:
    """Not put back, or put back as one that lets everything pass, or another beside it."""
    model = editor.chance.choice(recorded_models())
    table = model._meta.db_table
    verb = editor.chance.choice(["insert", "update", "delete"])
    name = f"precinto_{verb}_{table}"
    way = editor.chance.choice(["idle", "foreign"])
    if way == "idle":
        editor.do(f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN 0 BEGIN SELECT 1; END")
    else:
        name = "quiet"
        editor.do(f"CREATE TRIGGER quiet AFTER INSERT ON ledger_entry BEGIN UPDATE {table} SET id=id; END")
    return Edit(f"guard {name}: {way}", (name,))


def garbage(editor: Editor) -> Edit | None:
    """SQLite lets any column hold anything."""
    model, keys = _some_model(editor)
    field = editor.chance.choice(_fields(model))
    key = editor.chance.choice(keys)
    value = editor.chance.choice([b"\xff\x00", "no es esto", 2.5, 2**60, "2026-13-45", "2026-11-23 25:61:61", "ñ" * 9])
    old = editor.all(f'SELECT "{field.column}" FROM {model._meta.db_table} WHERE id=?', key)[0][0]
    editor.do(f'UPDATE {model._meta.db_table} SET "{field.column}"=? WHERE id=?', value, key)
    new = editor.all(f'SELECT "{field.column}" FROM {model._meta.db_table} WHERE id=?', key)[0][0]
    if new == old:
        return None
    return Edit(f"{_column(model, key, field)} = {value!r}", (_column(model, key, field),))


PARTICULAR = [
    _particular("documents_loan", "stage", ["settled", "lent", "withdrawn", "asked"]),
    _particular("documents_document", "level", ["D", "C", "R"]),
    _particular("documents_document", "rank", [0, 1, 2]),
    _particular("custody_thing", "person_id", [1, 2, 3, 4]),
    _particular("custody_thing", "pieces", [10, 11, 13]),
    _particular("custody_movement", "to_person_id", [1, 2, 3, 4]),
    _particular("access_person", "given_name", ["Otra", "Nadie"]),
    _particular("access_clearance", "rank", [4, 3, 1]),
    _particular("procedures_series", "last", [1, 99]),
    _particular("documents_document", "title", ["Otro título", ""]),
]
ROWS = [change_column] * 6 + [
    swap_two_rows,
    swap_two_rows,
    password_replaced,
    row_inserted,
    row_deleted,
    row_renumbered,
]
LEDGER = [
    body_byte, body_reserialised, body_altered, body_and_leaf, leaf_changed, hallmark_changed, searchable_column, searchable_column,
    entry_deleted, act_deleted, entries_swapped, places_swapped, keys_swapped, tail_cut, entry_inserted, entry_beside,
    tail_rewritten,
]  # fmt: skip
BESIDE = [
    tile_changed,
    checkpoint_changed,
    box_changed,
    box_changed,
    key_changed,
    epoch_changed,
    reach_edited,
    reach_edited,
]
SQLITE_ONLY = [garbage, garbage, guard_dropped]
OPERATORS: list[Callable[[Editor], Edit | None]] = [*ROWS, *PARTICULAR, *LEDGER, *BESIDE, *SQLITE_ONLY]
