"""Writes wait in order where they may meet, and travel together where they cannot."""

from typing import Any

import sqlalchemy as sa

from labelproof.ports.write import bump, change, put
from labelproof.storage.compile import Compiler, sqlite_dialect
from labelproof.storage.queue import WriteQueue

metadata = sa.MetaData()
tasks = sa.Table("q_tasks", metadata, sa.Column("item", sa.Text, primary_key=True), sa.Column("n", sa.Integer))
hands = sa.Table("q_hands", metadata, sa.Column("item", sa.Text, primary_key=True), sa.Column("n", sa.Integer))
days = sa.Table("q_days", metadata, sa.Column("day", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))

hold = put(hands)
take = change(
    tasks, by=("item",), n=lambda t: t.c.n - sa.select(hands.c.n).where(hands.c.item == t.c.item).scalar_subquery()
)
end_all = change(hands, by=(), n=lambda t: t.c.n - t.c.n)
count = bump(days, "n")
READ_TASKS, READ_DAYS = sa.select(tasks), sa.select(days)


class Sending:
    """A queue over SQLite's compiler that notes what it sent."""

    def __init__(self) -> None:
        self.compiler = Compiler(sqlite_dialect())
        for statement in (hold, take, end_all, count):
            self.compiler.statement(statement)
        self.sent: list[tuple[str, list[Any]]] = []
        self.told: list[tuple[set[str], Any]] = []
        self.queue = WriteQueue(self.compiler, self._send, lambda tables, items: self.told.append((set(tables), items)))

    def _send(self, compiled: Any, rows: list[Any]) -> None:
        self.sent.append((compiled.sql.split()[0] + " " + next(w for w in compiled.sql.split() if "q_" in w), rows))

    def statements(self) -> list[tuple[str, int]]:
        return [(sql, len(rows)) for sql, rows in self.sent]


def test_the_same_statement_about_many_items_is_one_run() -> None:
    s = Sending()
    for item in "abc":
        s.queue.add([take(item=item), hold(item=item, n=1), count(day=1, n=1)])
    s.queue.send_all()

    assert s.statements() == [("UPDATE q_tasks", 3), ("INSERT q_hands", 3), ("INSERT q_days", 3)]


def test_what_is_about_one_item_keeps_its_order() -> None:
    """A second take reads the hand that was held in between."""
    s = Sending()
    for item in "aba":
        s.queue.add([take(item=item), hold(item=item, n=1)])
    s.queue.send_all()

    assert s.statements() == [
        ("UPDATE q_tasks", 2),
        ("INSERT q_hands", 2),
        ("UPDATE q_tasks", 1),
        ("INSERT q_hands", 1),
    ]


def test_nothing_passes_a_write_that_names_no_item() -> None:
    s = Sending()
    s.queue.add([hold(item="a", n=1), end_all(), hold(item="b", n=1)])
    s.queue.send_all()

    assert s.statements() == [("INSERT q_hands", 1), ("UPDATE q_hands", 1), ("INSERT q_hands", 1)]


def test_a_read_sends_what_it_speaks_of_and_leaves_the_rest() -> None:
    s = Sending()
    s.queue.add([take(item="a"), count(day=1, n=1)])
    compiled = s.compiler._compiled(READ_DAYS)  # pyright: ignore[reportPrivateUsage]
    s.queue.send_for(compiled, None)

    assert s.statements() == [("INSERT q_days", 1)]
    assert s.told == [({"q_days"}, None)]


def test_a_read_about_one_item_leaves_what_is_about_others() -> None:
    s = Sending()
    compiled = s.compiler._compiled(READ_TASKS)  # pyright: ignore[reportPrivateUsage]
    s.queue.add([take(item="a")])
    s.queue.send_for(compiled, "b")
    assert s.sent == []

    s.queue.send_for(compiled, "a")
    assert s.statements() == [("UPDATE q_tasks", 1)]
    assert s.told == [({"q_tasks"}, {"a"})]


def test_tables_that_meet_in_a_statement_are_sent_together() -> None:
    """`take` reads hands: a hand queued before it must be there when it runs."""
    s = Sending()
    s.queue.add([hold(item="a", n=1), take(item="a")])
    compiled = s.compiler._compiled(READ_TASKS)  # pyright: ignore[reportPrivateUsage]
    s.queue.send_for(compiled, "a")

    assert s.statements() == [("INSERT q_hands", 1), ("UPDATE q_tasks", 1)]
