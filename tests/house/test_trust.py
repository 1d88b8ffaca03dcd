# SPDX-License-Identifier: EUPL-1.2
"""Nothing is deleted, nothing is written outside an act, nothing happens behind the reader's back."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.files import PROGRAM, ROOT, Finder, breaches, holds, modules, sources

# Where rows may be written, and why. Everything else goes through `perform()`.
WRITERS = {
    "records/": "the journal: it writes the row and its digest together",
    "ledger/": "appends entries, extends the tree and shreds keys",
    "access/accounts.py": "counts failed sign-ins of a name, known or not: a delay and no record; the tries are in the ledger",
    "access/reach.py": "keeps the derived table of who may see what",
    "web/seal_demo.py": "the forger's work, shown in a demonstration office only",
}
# Where a model may define what happens on save, and why.
SAVERS = {
    "records/models.py": "closes save() and delete() for every row that the ledger answers for",
}

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "abulk_create", "aupdate_or_create"}
BY_KEYWORD = {"create", "update", "acreate", "aupdate"}  # else it is a dict, a set or a hash that is updated
WITHOUT_ARGUMENT = {"save", "delete", "asave", "adelete"}  # a file to save to or a key to delete is an argument
A_QUERY = {
    "objects",
    "_default_manager",
    "_base_manager",
    "filter",
    "exclude",
    "all",
    "select_for_update",
    "get_queryset",
}
WRITING_SQL = ("INSERT INTO ", "DELETE FROM ", "REPLACE INTO ", "TRUNCATE ")


def _names(node: ast.expr) -> set[str]:
    """The names of a dotted chain of attributes and calls: `Loan.objects.filter(...)` has three."""
    found: set[str] = set()
    current: ast.expr | None = node
    while current is not None:
        if isinstance(current, ast.Attribute):
            found.add(current.attr)
            current = current.value
        elif isinstance(current, ast.Call):
            current = current.func
        else:
            current = None
    return found


def writes(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            sql = " ".join(node.value.split()).upper() + " "
            if sql.startswith(WRITING_SQL) or (sql.startswith("UPDATE ") and " SET " in sql):
                yield node.lineno, f"writes by SQL: {node.value.strip()[:40]!r}"
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, of_a_query = node.func.attr, bool(_names(node.func.value) & A_QUERY)
        by_super = isinstance(node.func.value, ast.Call) and _callee(node.func.value) == "super"
        if (
            name in ALWAYS
            or (name in BY_KEYWORD and (of_a_query or (node.keywords and not node.args)))
            or (name in WITHOUT_ARGUMENT and (of_a_query or (not node.args and not by_super)))
        ):
            yield node.lineno, f"writes by .{name}(), outside an act"


def _callee(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def unprotected(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _callee(node) not in ("ForeignKey", "OneToOneField"):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}.get("on_delete")
        if given is None and len(node.args) > 1:
            given = node.args[1]
        if given is None or ast.unparse(given).rpartition(".")[2] != "PROTECT":
            yield node.lineno, "on_delete is not PROTECT"


def save_overrides(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and member.name in ("save", "delete"):
                    yield member.lineno, f"{node.name} overrides {member.name}()"


def signals(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name.startswith("django") and (name.endswith(".signals") or name.startswith("django.dispatch")):
                yield node.lineno, f"imports {name}"
                break


def test_rows_are_written_only_inside_an_act() -> None:
    found = breaches(writes, modules(), WRITERS)
    holds("rows change inside an act (style 8); another writer stands in WRITERS with its reason", found)


def test_nothing_that_is_referred_to_can_be_deleted() -> None:
    found = breaches(unprotected, sources(".py", under="src/precinto"))
    holds("nothing is deleted: on_delete=PROTECT (style 7)", found)


def test_models_do_not_decide_on_save() -> None:
    models = [path for path in modules() if path.name == "models.py" or path.parent.name == "models"]
    found = breaches(save_overrides, models, SAVERS)
    holds("no save() overrides (style 8)", found)


def test_no_signals() -> None:
    found = breaches(signals, modules())
    holds("no Django signals: what happens stands where it happens (design 2)", found)


def test_every_exception_still_names_a_file() -> None:
    gone = [name for name in (*WRITERS, *SAVERS) if not (PROGRAM / name).exists()]
    holds(f"an exception for what is not there under {PROGRAM.relative_to(ROOT)} is dropped", gone)


@pytest.mark.parametrize(
    ("finder", "sample"),
    [
        (writes, "loan.save()"),
        (writes, "loan.save(update_fields=['stage'])"),
        (writes, "Loan.objects.create(copy=copy)"),
        (writes, "loans.update(stage='lent')"),
        (writes, "Loan.objects.filter(pk=1).update(**values)"),
        (writes, "loans.filter(pk=1).delete()"),
        (writes, "manager.bulk_create(rows)"),
        (writes, "cursor.execute('UPDATE loan SET stage = 1')"),
        (writes, "cursor.execute('delete from loan')"),
        (unprotected, "models.ForeignKey(Copy, on_delete=models.CASCADE)"),
        (unprotected, "ForeignKey(Copy, models.SET_NULL)"),
        (unprotected, "models.OneToOneField(Copy)"),
        (save_overrides, "class Loan(Model):\n    def save(self): ..."),
        (signals, "from django.db.models.signals import post_save"),
        (signals, "from django.db.models import signals"),
        (signals, "from django.dispatch import receiver"),
    ],
)
def test_the_rule_bites(finder: Finder, sample: str) -> None:
    assert list(finder(ast.parse(sample), sample))


@pytest.mark.parametrize(
    ("finder", "sample"),
    [
        (writes, "values.update(other)"),
        (writes, "digest.update(b'x')"),
        (writes, "picture.save(out, kind='svg')"),
        (writes, "perform('documents.lend', 'request')"),
        (writes, "cursor.execute('SELECT 1')"),
        (unprotected, "models.ForeignKey(Copy, on_delete=models.PROTECT)"),
        (unprotected, "models.ForeignKey(Copy, PROTECT)"),
        (signals, "import signal"),
    ],
)
def test_the_rule_lets_pass(finder: Finder, sample: str) -> None:
    assert not list(finder(ast.parse(sample), sample))
