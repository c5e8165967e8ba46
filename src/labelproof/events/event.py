"""How an event's class says what stands in the leaf (refs) and what is only committed to (disclosed).

A field typed `Said` is disclosed under its own name; `tuple[Said, ...]` is disclosed as `a0`, `a1`, …;
every other field stands in `refs`: identifiers, arrays of identifiers, and numbers about nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar, dataclass_transform, get_type_hints

from labelproof.kernel.ids import Own

Id = str | Own
PROJECT = "project"


class Gone(NamedTuple):
    """An opening that is not there: `erased` when a tombstone says so, else `lost`."""

    state: str


ERASED, LOST = Gone("erased"), Gone("lost")


class Said(NamedTuple):
    """Something a person said, wrote or chose: its value, whose it is, and who wrote it (when that differs)."""

    value: Any
    subject: Id = PROJECT
    writer: Id = ""


class Event(Protocol):
    """Any event class: a frozen dataclass with these constants."""

    KIND: ClassVar[str]
    HOME: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E")


class Shape(NamedTuple):
    """Where each field of an event class goes. `refs`: (attribute, ref, is number, is array)."""

    kind: str
    refs: tuple[tuple[str, str, bool, bool], ...]
    said: tuple[tuple[str, str], ...]
    each: tuple[tuple[str, str], ...]
    build: Callable[..., Any]


BY_KIND: dict[str, Shape] = {}
BY_CLASS: dict[type, Shape] = {}


@dataclass_transform(frozen_default=True)
def event(kind: str, home: str = "project", **names: str) -> Callable[[type[E]], type[E]]:
    """Declare an event class. `names` maps a field to its name in the leaf where they differ (items -> item)."""

    def declare(cls: type[E]) -> type[E]:
        made: Any = dataclass(frozen=True, slots=True)(cls)
        made.KIND, made.HOME = kind, home
        hints = get_type_hints(cls)
        refs: list[tuple[str, str, bool, bool]] = []
        said: list[tuple[str, str]] = []
        each: list[tuple[str, str]] = []
        for f in fields(made):
            text, name = str(hints[f.name]), names.get(f.name, f.name)
            if "tuple[" in text and "Said" in text:
                each.append((f.name, names.get(f.name, "a")))
            elif "Said" in text:
                said.append((f.name, name))
            else:
                refs.append((f.name, name, "int" in text, "tuple[" in text))
        shape = Shape(kind, tuple(refs), tuple(said), tuple(each), made)
        BY_KIND[kind] = BY_CLASS[made] = shape
        return made

    return declare


def refs_of(body: Any, own: Callable[[Own], str]) -> dict[str, Any]:
    """The body's refs as they stand in the leaf; absent fields (None, empty) are left out."""
    refs: dict[str, Any] = {}
    for attribute, name, _, is_array in BY_CLASS[type(body)].refs:
        value = getattr(body, attribute)
        if value is None or value == () or value == "":
            continue
        if is_array:
            refs[name] = [own(v) if type(v) is Own else str(v) for v in value]
        else:
            refs[name] = own(value) if type(value) is Own else str(value)
    return refs


def said_of(body: Any) -> list[tuple[str, Said]]:
    """Every disclosed field with its name in the leaf, in order."""
    shape = BY_CLASS[type(body)]
    said: list[tuple[str, Said]] = []
    for attribute, name in shape.said:
        value = getattr(body, attribute)
        if value is not None:
            said.append((name, value))
    for attribute, prefix in shape.each:
        said.extend((f"{prefix}{n}", value) for n, value in enumerate(getattr(body, attribute)))
    return said


def body_from(kind: str, refs: dict[str, Any], c: dict[str, str], opened: Callable[[str], Any]) -> Any:
    """Build the body from a leaf; `opened(name)` gives a disclosed value, or Gone."""
    shape = BY_KIND[kind]
    values: dict[str, Any] = {}
    for attribute, name, is_number, is_array in shape.refs:
        raw = refs.get(name)
        if is_array:
            values[attribute] = () if raw is None else tuple(int(v) if is_number else v for v in raw)
        elif raw is None:
            values[attribute] = None if is_number else ""
        else:
            values[attribute] = int(raw) if is_number else raw
    for attribute, name in shape.said:
        values[attribute] = Said(opened(name)) if name in c else None
    for attribute, prefix in shape.each:
        n_said = sum(1 for name in c if name.startswith(prefix) and name[len(prefix) :].isdigit())
        values[attribute] = tuple(Said(opened(f"{prefix}{n}")) for n in range(n_said))
    return shape.build(**values)
