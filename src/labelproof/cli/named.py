"""Items as people name them: by our id, or by the id they came in with. Asking for ids is not seeing answers."""

from collections.abc import Iterable
from urllib.parse import quote

from labelproof.cli.reach import Reach
from labelproof.kernel.refused import Refused

PAGE = 500


def item_ids(reach: Reach, names: Iterable[str]) -> dict[str, str]:
    """Our id for each name that is an item's; other names are left out. Reads pages until all are found."""
    wanted, found, after = set(names), dict[str, str](), ""
    while wanted - found.keys():
        page = reach.ask(f"/items?limit={PAGE}" + (f"&after={quote(after, safe='')}" if after else ""))
        for item in page["items"]:
            found.update((name, item["item"]) for name in (item["item"], item["external_id"]) if name in wanted)
        after = page["next"]
        if not after:
            break
    return found


def item_id(reach: Reach, name: str) -> str:
    """Our id of one item; refused when there is none."""
    found = item_ids(reach, [name])
    if name not in found:
        raise Refused("sources.no_item", f"no item has the id {name[:80]!r}", "see `labelproof items list`")
    return found[name]
