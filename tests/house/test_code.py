# SPDX-License-Identifier: EUPL-1.2
"""What every file of code keeps to."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.files import ROOT, Finder, breaches, committed, holds, modules, sources

# Where the clock may be read, and why.
CLOCKS = {
    "records/clock.py": "the one place: an act reads the time once and passes it on",
    "ledger/append.py": "the number of an act begins with the milliseconds, so that numbers sort; nobody reads a time off it",
}
CLOCK_CALLS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow"),
    *("date.today", "datetime.date.today", "timezone.now", "time.time", "time.time_ns"),
}
LONG = 400  # lines; style 12
SAYS_WHY_LONG = re.compile(r"\b(long|one file|in one place|lines)\b", re.IGNORECASE)
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+(OR\s|UNIQUE\s|VIRTUAL\s)*"
    r"(TABLE|INDEX|TRIGGER|VIEW|FUNCTION|REPLACE)|WITH\s.+\sAS\s*\(|PRAGMA\s)",
    re.DOTALL,
)
LICENCES = {"src/precinto_verify": "Apache-2.0", "src/precinto_host": "Apache-2.0"}
HEADED = (".py", ".js", ".css", ".toml", ".sh")


def swallowed(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    """Handlers that catch everything. One that ends by raising it again hides nothing."""
    broad = {"Exception", "BaseException"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
            names = {ast.unparse(one) if one is not None else "BaseException" for one in caught}
            last = node.body[-1]
            if names & broad and not (isinstance(last, ast.Raise) and last.exc is None):
                yield node.lineno, "catches everything"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "suppress":
            yield from ((node.lineno, "suppresses everything") for given in node.args if ast.unparse(given) in broad)


def asserts(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert is gone under python -O"


def clocks(tree: ast.Module, _source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCK_CALLS:
            yield node.lineno, f"reads the clock by {ast.unparse(node)}"


def spliced_sql(tree: ast.Module, source: str) -> Iterator[tuple[int, str]]:
    """SQL put together from values, without a `# sql:` comment that says why that is safe.

    The comment stands on a line of the statement or on the line above it.
    """
    lines = source.splitlines()
    reached = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            if not any(isinstance(part, ast.FormattedValue) for part in node.values):
                continue
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mod | ast.Add)
            and isinstance(node.left, ast.Constant)
        ):
            text = str(node.left.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = str(node.func.value.value) if isinstance(node.func.value, ast.Constant) else ""
        else:
            continue
        near = lines[max(node.lineno - 2, 0) : node.end_lineno]
        if id(node) in reached and not isinstance(node, ast.JoinedStr):
            continue
        if SQL.search(text) and not any(re.search(r"# sql: \S", line) for line in near):
            yield node.lineno, "puts SQL together; say why it is safe in a `# sql:` comment"


def test_no_handler_catches_everything() -> None:
    found = breaches(swallowed, modules("src"))
    holds("nothing is caught broadly (style 5)", found)


def test_no_assert_carries_policy() -> None:
    found = breaches(asserts, modules("src"))
    holds("no assert in the program (style 5)", found)


def test_the_clock_is_read_in_one_place() -> None:
    found = breaches(clocks, modules(), CLOCKS)
    holds("time is read once per act, by precinto.records.clock (style 6)", found)


def test_sql_that_is_put_together_says_why_it_is_safe() -> None:
    found = breaches(spliced_sql, modules("src"))
    holds("values are parameters, never part of the statement", found)


def test_every_source_file_names_its_licence() -> None:
    found = []
    for path in sources(*HEADED):
        name = path.relative_to(ROOT).as_posix()
        licence = next((held for folder, held in LICENCES.items() if name.startswith(folder)), None)
        head = path.read_text("utf-8")[:300]
        if not head or "migrations" in path.parts:
            continue
        if f"SPDX-License-Identifier: {licence or ''}" not in head:
            found.append(f"{name}:1: no SPDX-License-Identifier{f' of {licence}' if licence else ''}")
    holds("the licence stands in the file", found)


def test_the_licences_are_there_in_full() -> None:
    for name, words in {"EUPL-1.2": "EUROPEAN UNION PUBLIC LICENCE v. 1.2", "Apache-2.0": "Apache License"}.items():
        assert words in (ROOT / f"LICENSES/{name}.txt").read_text("utf-8")


def test_a_long_file_says_why_it_is_long() -> None:
    found = []
    for path in modules("src") + modules("tests") + modules("tools"):
        source = path.read_text("utf-8")
        count = len(source.splitlines())
        if count > LONG and not SAYS_WHY_LONG.search(ast.get_docstring(ast.parse(source)) or ""):
            found.append(f"{path.relative_to(ROOT)}: {count} lines, and the docstring does not say why")
    holds(f"one idea per file; over {LONG} lines the docstring says why (style 12)", found)


# Folders of one person's machine. The first and the last part are apart here, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.:/-])/(?:wor" + r"k|roo" + r"t|home/\w+|Users/\w+)/[\w.]|[A-Z]:\\Users\\|\.\./share" + r"d\b",
)


def _text(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", errors="replace")


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = []
    for path in committed():
        if path.name == "uv.lock" or "vendor" in path.parts:
            continue
        for number, line in enumerate(_text(path).splitlines(), start=1):
            if MACHINE_PATHS.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    holds("what is committed is true on every machine", found)


@pytest.mark.parametrize(
    ("finder", "sample"),
    [
        (swallowed, "try: f()\nexcept Exception: pass"),
        (swallowed, "try: f()\nexcept: pass"),
        (swallowed, "try: f()\nexcept (ValueError, BaseException) as e: raise Other from e"),
        (swallowed, "with contextlib.suppress(Exception): f()"),
        (asserts, "assert x"),
        (clocks, "from datetime import datetime\ndatetime.now(UTC)"),
        (clocks, "Field(default=timezone.now)"),
        (spliced_sql, 'cursor.execute(f"SELECT a FROM {table}")'),
        (spliced_sql, '"SELECT a FROM %s" % table'),
        (spliced_sql, '"DELETE FROM {}".format(table)'),
        (spliced_sql, '# sql:\nf"DROP TABLE {table}"'),
    ],
)
def test_the_rule_bites(finder: Finder, sample: str) -> None:
    assert list(finder(ast.parse(sample), sample))


@pytest.mark.parametrize(
    ("finder", "sample"),
    [
        (swallowed, "try: f()\nexcept Exception:\n    undo()\n    raise"),
        (swallowed, "try: f()\nexcept ValueError: pass"),
        (clocks, "clock.now()"),
        (clocks, "time.monotonic()"),
        (spliced_sql, 'f"{name} selected from {place}"'),
        (spliced_sql, '"SELECT a FROM b"'),
        (spliced_sql, '# sql: the table is ours, from the model\nf"SELECT a FROM {table}"'),
    ],
)
def test_the_rule_lets_pass(finder: Finder, sample: str) -> None:
    assert not list(finder(ast.parse(sample), sample))
