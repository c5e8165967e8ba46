"""A small honest project written leaf by leaf, its releases sealed as bundles; and the hooks dishonest ones pull."""

import copy
import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from labelproof.evidence import kinds
from labelproof.evidence.bundle import (
    CHARTER,
    ITEMS,
    LOG,
    MANIFEST,
    OPENINGS,
    README,
    README_TEXT,
    ROWS,
    ROWS_PARQUET,
    WITHHELD,
    digest_of,
    format_manifest,
    guideline_path,
    taxonomy_path,
)
from labelproof.evidence.check import BundleReport, check_bundle
from labelproof.evidence.check_documents import document_bytes, format_item
from labelproof.evidence.history import History
from labelproof.evidence.openings import Openings, count_withheld, format_opening, format_withheld
from labelproof.evidence.rows import files_root, format_row, make_rows, rows_root, scope_items
from labelproof.evidence.seal import lost_openings, needed_openings
from labelproof.kernel.canonical import b64url
from labelproof.kernel.refused import Refused
from labelproof.log.leaf import Leaf, check_disclosure, disclosure_digest, format_leaf, make_disclosure, vkey_digest
from labelproof.log.verify import Pins
from tests.log.folder import ORIGIN, SKEY, VKEY, Folder, folder

Row = dict[str, Any]
Hook = Callable[[list[Row]], list[Row]]


def event_id(n: int) -> str:
    return b64url(hashlib.sha256(b"event %d" % n).digest())[:24]


class Project:
    """A project's log in the making. Event ids and salts follow from their place, so every run gives the same bytes."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.disclosures: dict[tuple[int, str], str] = {}
        self.grants: dict[str, str] = {}

    @property
    def size(self) -> int:
        return len(self.leaves)

    def add(self, kind: str, actor: str = "system", said: Mapping[str, Any] | None = None, **refs: Any) -> str:
        index, own = self.size, event_id(self.size)
        c: dict[str, str] = {}
        for name, value in (said or {}).items():
            salt = hashlib.sha256(f"{index} {name}".encode()).digest()[:16]
            self.disclosures[index, name] = made = make_disclosure(salt, name, value)
            c[name] = disclosure_digest(made)
        if actor in self.grants:
            refs.setdefault("grant", self.grants[actor])
        plain = {name: value if isinstance(value, list | str) else str(value) for name, value in refs.items()}
        plain = {name: value for name, value in plain.items() if value}
        self.leaves.append(Leaf(1, ORIGIN, own, 1_700_000_000_000 + index, kind, actor or own, plain, c))
        return own

    def person(self, name: str, *roles: str, by: str = "") -> str:
        """Somebody who joins, brought in by a member; the first opens the project and is their own."""
        member = self.add(kinds.MEMBER_JOINED, "", {"who": {"account": "acc", "name": name}})
        self.grants[member] = self.add(kinds.ROLE_GRANTED, by or member, member=member, role=list(roles))
        return member

    def standing(self, item: str, question: str) -> list[tuple[str, str]]:
        """Event and place of the answers that count now."""
        votes = self.history().live_votes((item, question), self.size)
        return [(vote.event_id, str(vote.place)) for vote in votes]

    def history(self, n: int | None = None) -> History:
        history = History()
        for leaf in self.leaves[:n]:
            with suppress(Refused):  # a test wrote a leaf that lacks something
                history.take(leaf)
        return history

    def openings(self, history: History, shown: set[tuple[int, str]]) -> Openings:
        values = {
            (at, name): check_disclosure(self.disclosures[at, name], name, self.leaves[at].c[name])
            for at, name in shown
            if (at, name) in self.disclosures
        }
        return Openings(history, values)


class World:
    """The story every test starts from; see the comments for what each item is there to show."""

    def __init__(self) -> None:
        p = self.project = Project()
        p.add(kinds.LOG_OPENED, vkey=vkey_digest(VKEY))
        self.lead = p.person("Lee", "lead", "owner")
        self.ana, self.ben, self.cyd, self.zed = (self.join(name, "annotator") for name in ("Ana", "Ben", "Cyd", "Zed"))
        self.dee = self.join("Dee", "adjudicator")
        charter = p.add(kinds.CHARTER_DRAFTED, self.lead, {"charter": {"owner": "Lee", "goals": "know"}}, version=1)
        p.add(kinds.CHARTER_SIGNED, self.lead, charter=charter)
        self.publish_guideline(1, "# Irony\nSay what you read.\n")
        self.publish_taxonomy(1, [{"code": "yes", "name": "Ironic"}, {"code": "no", "name": "Not ironic"}])
        self.choice = self.ask("irony", "choice", allow_cant_tell=True)
        self.text = self.ask("why", "text")
        p.add(kinds.WORKFLOW_PLANNED, self.lead, question=[self.choice], overlap=3)
        p.add(kinds.WORKFLOW_PLANNED, self.lead, question=[self.text], overlap=1)
        self.collection, self.items = self.import_items(8)
        self.crowd, self.crowd_items = self.import_crowd()
        self.answers: dict[str, str] = {}
        self.answer_all()

    def join(self, name: str, *roles: str) -> str:
        return self.project.person(name, *roles, by=self.lead)

    def ask(self, slug: str, kind: str, **config: Any) -> str:
        said = {"question": {"slug": slug, "title": f"{slug}?", "help": "", "config": config}}
        return self.project.add(kinds.QUESTION_ASKED, self.lead, said, type=kind)

    def publish_guideline(self, version: int, markdown: str) -> str:
        digest = b64url(hashlib.sha256(markdown.encode()).digest())
        said = {"markdown": markdown, "html": [{"id": "s1", "title": "Irony", "html": "<p>"}]}
        self.guideline = self.project.add(kinds.GUIDELINE_PUBLISHED, self.lead, said, version=version, digest=digest)
        return self.guideline

    def publish_taxonomy(self, version: int, labels: list[Row]) -> str:
        digest = b64url(hashlib.sha256(document_bytes(labels)).digest())
        refs = {"version": version, "digest": digest}
        self.taxonomy = self.project.add(kinds.TAXONOMY_PUBLISHED, self.lead, {"labels": labels}, **refs)
        return self.taxonomy

    def import_items(self, n: int) -> tuple[str, list[str]]:
        terms = {"name": "Tweets", "source": "a person", "licence": "CC0-1.0", "consent": "given", "may_pass_on": True}
        collection = self.project.add(kinds.COLLECTION_OPENED, self.lead, {"terms": terms}, subject_rule="each")
        items: list[str] = []
        for start in range(0, n, 5):
            part = [event_id(10_000 + self.project.size * 100 + i) for i in range(min(5, n - start))]
            said = {
                f"i{i}": {"external_id": f"x{start + i}", "content": {"text": f"Item {start + i}"}}
                for i in range(len(part))
            }
            self.project.add(kinds.ITEMS_IMPORTED, self.lead, said, collection=collection, item=part)
            items += part
        self.project.add(kinds.COLLECTION_SEALED, self.lead, collection=collection, n_items=n)
        return collection, items

    def import_crowd(self) -> tuple[str, list[str]]:
        """A crowd's answers that came with their items: three on the first, two alike of four on the second."""
        p = self.project
        people = [p.add(kinds.MEMBER_IMPORTED, self.lead, {"who": {"name": f"worker {i}"}}) for i in range(4)]
        terms = {"name": "Crowd", "source": "elsewhere", "licence": "CC-BY-4.0", "may_pass_on": True}
        collection = p.add(kinds.COLLECTION_OPENED, self.lead, {"terms": terms}, subject_rule="nobody")
        items = [event_id(90_000 + i) for i in range(2)]
        said = {f"i{i}": {"external_id": None, "content": {"text": f"Crowd {i}"}} for i in range(2)}
        p.add(kinds.ITEMS_IMPORTED, self.lead, said, collection=collection, item=items, subject=["project"])
        given = [(0, 0, "yes"), (0, 1, "yes"), (0, 2, "no"), (1, 0, "yes"), (1, 1, "no"), (1, 2, "yes"), (1, 3, "no")]
        p.add(
            kinds.VOTES_IMPORTED,
            self.lead,
            {f"a{n}": {"value": value, "at": None} for n, (_, _, value) in enumerate(given)},
            collection=collection,
            item=[items[i] for i, _, _ in given],
            annotator=[people[who] for _, who, _ in given],
            question=[self.choice] * len(given),
        )
        p.add(kinds.COLLECTION_SEALED, self.lead, collection=collection, n_items=2)
        return collection, items

    def lease(self, who: str, *items: str) -> str:
        refs = {"guideline": self.guideline, "taxonomy": self.taxonomy}
        return self.project.add(kinds.ASSIGNED, who, item=list(items), expires=1, **refs)

    def answer(
        self, who: str, item: str, choice: Any, text: str | None = None, kind: str = kinds.SUBMITTED, **refs: Any
    ) -> str:
        said: dict[str, Any] = {"a0": choice, "work": {"claimed_ms": 900, "server_ms": 1000}}
        questions = [self.choice]
        if text is not None:
            said["a1"] = text
            questions.append(self.text)
        given = {"guideline": self.guideline, "taxonomy": self.taxonomy, "lease": self.lease(who, item), **refs}
        return self.project.add(kind, who, said, item=item, question=questions, **given)

    def dispute(self, item: str) -> str:
        votes = self.project.standing(item, self.choice)
        named = {"vote": [event for event, _ in votes], "place": [place for _, place in votes]}
        return self.project.add(kinds.DISPUTE_OPENED, item=item, question=self.choice, **named)

    def settle(self, item: str, outcome: str, value: str | None, who: str | None = None, **refs: Any) -> str:
        said = {"decision": {"outcome": outcome, "value": value}, "reason": "it reads so", "clause": "s1"}
        who = who or self.dee
        if "dispute" not in refs:
            refs["dispute"] = self.dispute(item)
        votes = self.project.standing(item, self.choice)
        named = {"vote": [event for event, _ in votes], "place": [place for _, place in votes]}
        given = {"guideline": self.guideline, "method": kinds.ADJUDICATION, **named, **refs}
        return self.project.add(kinds.SETTLED, who, said, item=item, question=self.choice, **given)

    def answer_all(self) -> None:
        ana, ben, cyd, i = self.ana, self.ben, self.cyd, self.items
        self.answers["ana 0"] = self.answer(
            ana, i[0], "yes", "because of the wink"
        )  # a majority; one text answers alone
        self.answers["ben 0"] = self.answer(ben, i[0], "yes")
        self.answers["cyd 0"] = self.answer(cyd, i[0], "no")
        for who, said, text in ((ana, "yes", "he said so"), (ben, "no", "she did not"), (cyd, "cant_tell", None)):
            self.answer(who, i[1], said, text)  # no majority: Dee decides; two texts differ
        self.answers["settled"] = self.settle(i[1], "value", "no")
        first = self.answer(ana, i[2], "no")  # Ana thinks again
        self.answers["revised"] = self.answer(ana, i[2], "yes", supersedes=first)
        self.answer(ben, i[2], "yes")
        self.answer(cyd, i[2], "no")
        self.answer(ana, i[3], "yes")  # two of three: unresolved
        self.answer(ben, i[3], "yes")
        for who in (ana, ben, cyd):
            self.answer(who, i[4], "yes")  # excluded below
            self.answer(who, i[5], "yes")  # withdrawn below
        self.project.add(kinds.EXCLUDED, self.lead, {"reason": "not a text"}, item=i[4])
        self.project.add(kinds.WITHDRAWN, self.lead, item=i[5])
        for who, said in ((ana, "yes"), (ben, "no")):
            self.answer(who, i[6], said)
        self.answer(cyd, i[6], "cant_tell")
        self.settle(i[6], "undecidable", None)
        for who in (ana, ben, cyd):  # full, so Zed is late
            self.answer(who, i[7], "no")
        self.answers["late"] = self.answer(self.zed, i[7], "yes", kind=kinds.LATE, overlap=3)

    def request(self, **refs: Any) -> str:
        scope = {"collection": [self.collection, self.crowd], "question": [self.choice, self.text]}
        return self.project.add(kinds.RELEASE_REQUESTED, self.lead, {"note": "first"}, **{**scope, **refs})


class Bundle:
    """A sealed release. Hooks change what is sealed; roots and signature are then made anew over the change."""

    def __init__(
        self,
        world: World,
        release: str,
        *,
        rows: Hook = lambda rows: rows,
        hide: Callable[[int, str, Leaf], bool] = lambda at, name, leaf: False,
        show: Mapping[tuple[int, str], str] | None = None,
        documents: Mapping[str, bytes | None] | None = None,
        published: Mapping[str, str] | None = None,
        say_lost: bool = False,
        skey: str = SKEY,
    ) -> None:
        p = self.project = world.project
        self.release = release
        now = p.history()
        asked = now.releases[release]
        needed = set(needed_openings(now, asked, p.size, asked.collections))
        openings = p.openings(now, {at for at in needed if not hide(*at, p.leaves[at[0]])})
        made = list(
            make_rows(
                now, openings, asked, p.size, lambda item, row: b64url(hashlib.sha256(row.encode()).digest()[:16])
            )
        )
        self.rows = rows(made)
        self.lines = [format_row(row) for row in self.rows]
        opened = {**{key: p.disclosures[key] for key in openings.values}, **(show or {})}
        lost = lost_openings(now, openings, asked, p.size) if say_lost else []
        files = {
            README: README_TEXT.encode(),
            ROWS: b"".join(line + b"\n" for line in self.lines),
            ROWS_PARQUET: b"PAR1",
            OPENINGS: b"".join(format_opening(at, name, opened[at, name]) for at, name in sorted(opened)),
            WITHHELD: format_withheld(count_withheld(now, opened, asked.position, lost), lost),
            ITEMS: b"".join(
                format_item(
                    item.item_id, item.leaf_index, item.place, openings.get(item.leaf_index, f"i{item.place}").value
                )
                for item in scope_items(now, asked)
                if openings.get(item.leaf_index, f"i{item.place}").state == "opened"
            ),
            **self._documents(now, openings, asked.position),
        }
        changed = {**files, **(documents or {})}
        files = {path: raw for path, raw in changed.items() if raw is not None}
        digests = {path: digest_of(raw) for path, raw in files.items()}
        refs = {
            "release": release,
            "position": asked.position,
            "n_rows": len(self.lines),
            "rows_root": rows_root(self.lines),
            "files_root": files_root(digests),
            "supersedes": asked.supersedes or "",
        }
        p.add(kinds.RELEASE_PUBLISHED, "system", **{**refs, **(published or {})})
        self.entries = [format_leaf(leaf) for leaf in p.leaves]
        files |= {LOG + path: raw for path, raw in folder(self.entries, skey).items()}
        self.files = Folder(files)
        self.write_manifest()

    @staticmethod
    def _documents(history: History, openings: Openings, position: int) -> dict[str, bytes]:
        drafted_at = next(iter(history.charters.values()), 0)
        files = {CHARTER: document_bytes(openings.get(drafted_at, "charter").value)}
        for versions, path_of, name in (
            (history.guidelines, guideline_path, "markdown"),
            (history.taxonomies, taxonomy_path, "labels"),
        ):
            for version in versions.values():
                if version.leaf_index < position:
                    files[path_of(version.version)] = document_bytes(openings.get(version.leaf_index, name).value)
        return files

    def write_manifest(self) -> None:
        listed = {path: (len(raw), digest_of(raw)) for path, raw in self.files.items() if path != MANIFEST}
        self.files[MANIFEST] = format_manifest(self.release, ORIGIN, listed)

    def row(self, item: str, question: str) -> Row:
        return next(row for row in self.rows if (row["item_id"], row["question_id"]) == (item, question))

    def check(self, **pins: Any) -> BundleReport:
        return check_bundle(self.files, Pins(**{"vkeys": (VKEY,), **pins}))


def sealed(world: World, **hooks: Any) -> Bundle:
    return Bundle(world, world.request(), **hooks)


def found(report: BundleReport) -> str:
    return "\n".join(str(fault) for fault in report.faults)


def codes(report: BundleReport) -> list[str]:
    return [fault.code for fault in report.faults]


def change_row(
    world_item: Callable[[World], tuple[str, str]], change: Callable[[Row], None]
) -> Callable[[World], Hook]:
    def hook_of(world: World) -> Hook:
        item, question = world_item(world)

        def hook(rows: list[Row]) -> list[Row]:
            changed = copy.deepcopy(rows)
            change(next(row for row in changed if (row["item_id"], row["question_id"]) == (item, question)))
            return changed

        return hook

    return hook_of


def majority_row(world: World) -> tuple[str, str]:
    return world.items[0], world.choice


def settled_row(world: World) -> tuple[str, str]:
    return world.items[1], world.choice


def short_row(world: World) -> tuple[str, str]:
    return world.items[3], world.choice


def put(path: str, value: Any) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        *way, last = path.split(".")
        at: Any = row
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value

    return change


def also(*changes: Callable[[Row], None]) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        for each in changes:
            each(row)

    return change
