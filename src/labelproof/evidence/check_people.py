"""Who did what with which right: grants, settling one's own work, revisions, and answers declared too late."""

from labelproof.evidence import kinds
from labelproof.evidence.facts import Late, Release, Settlement, Vote
from labelproof.evidence.history import History
from labelproof.evidence.rows import scope_items
from labelproof.log.faults import Faults

_DISHONEST = "do not use this release; show this to whoever published it"


def check_people(history: History, release: Release, faults: Faults) -> None:
    """Every counted vote and every decision of a release was made by someone who could."""
    in_scope = {item.item_id for item in scope_items(history, release)}
    for item in sorted(in_scope):
        for question in release.questions:
            spot = item, question
            settled = history.settlement(spot, release.position)
            votes = history.live_votes(spot, release.position)
            _check_votes(history, item, votes, faults)
            if settled:
                _check_settlement(history, release, item, settled, faults)
                _check_revisions(history.votes.get(spot, []), settled, release.position, faults)
    lates = [late for late in history.lates if late.item in in_scope and late.leaf_index < release.position]
    if lates:
        votes_on = _votes_by_item(history)
        for late in lates:
            _check_late(history, late, votes_on.get(late.item, []), faults)


def count_later_votes(history: History, release: Release) -> int:
    """Answers to the release's items that came at or after its position."""
    in_scope = {item.item_id for item in scope_items(history, release)}
    wanted = set(release.questions)
    return sum(
        vote.leaf_index >= release.position
        for (item, question), votes in history.votes.items()
        if item in in_scope and question in wanted
        for vote in votes
    )


def _check_votes(history: History, item: str, votes: list[Vote], faults: Faults) -> None:
    seen: set[str] = set()
    for vote in votes:
        if vote.imported:
            continue
        if vote.annotator in seen:
            what = f"{vote.annotator} has two answers to one question of item {item}, neither revising the other"
            faults.add("bundle.vote_twice", what, _DISHONEST)
        seen.add(vote.annotator)
        grant = history.grants.get(vote.grant or "")
        if grant is None or grant.member != vote.annotator or grant.leaf_index > vote.leaf_index:
            what = f"the answer in leaf {vote.leaf_index} names no earlier grant of a role to {vote.annotator}"
            faults.add("bundle.grant", what, _DISHONEST)
        shown_at = history.shown.get((item, vote.annotator))
        if shown_at is not None and shown_at < vote.leaf_index:
            what = (
                f"{vote.annotator} was shown others' answers to item {item} in leaf {shown_at} and answered it in leaf "
            )
            faults.add("bundle.seen", f"{what}{vote.leaf_index}", _DISHONEST)


def _check_settlement(history: History, release: Release, item: str, settled: Settlement, faults: Faults) -> None:
    grant = history.grants.get(settled.grant or "")
    has_role = history.has_role(settled.actor, kinds.ADJUDICATOR, settled.leaf_index)
    if grant is None or grant.member != settled.actor or grant.leaf_index > settled.leaf_index or not has_role:
        what = f"{settled.actor} decided item {item} in leaf {settled.leaf_index} without being adjudicator then"
        faults.add("bundle.grant", what, _DISHONEST)
    for question in release.questions:
        for vote in history.votes.get((item, question), []):
            if vote.annotator == settled.actor and vote.leaf_index < release.position:
                what = f"{settled.actor} decided item {item} in leaf {settled.leaf_index} and had answered it in leaf "
                faults.add("bundle.own_work", f"{what}{vote.leaf_index}", _DISHONEST)
                return


def _check_revisions(votes: list[Vote], settled: Settlement, before: int, faults: Faults) -> None:
    for vote in votes:
        if vote.supersedes and settled.leaf_index < vote.leaf_index < before:
            what = f"leaf {vote.leaf_index} revises an answer that leaf {settled.leaf_index} had settled"
            faults.add("bundle.revision", what, _DISHONEST)


def _votes_by_item(history: History) -> dict[str, list[Vote]]:
    found: dict[str, list[Vote]] = {}
    for (item, _), votes in history.votes.items():
        found.setdefault(item, []).extend(votes)
    return found


def _check_late(history: History, late: Late, votes: list[Vote], faults: Faults) -> None:
    """An answer may be called late only where answers and open leases had reached the overlap, or it was settled."""
    leases = {lease for _, lease, _ in history.leases.get(late.item, [])}
    if late.lease not in leases:
        what = f"the answer in leaf {late.leaf_index} is called late and names no lease of its item"
        faults.add("bundle.late", what, _DISHONEST)
        return
    if _is_settled(history, late):
        return
    n_answers, n_open = _answers(history, late, votes), _open_leases(history, late)
    plans = {overlap for index, _, overlap in history.plans if index < late.leaf_index}
    if n_answers + n_open < late.overlap or late.overlap not in plans:
        what = (
            f"the answer of {late.actor} in leaf {late.leaf_index} is called late, but {n_answers} answers and "
            f"{n_open} open leases had not filled the {late.overlap} places of item {late.item}"
        )
        faults.add("bundle.late", what, _DISHONEST)


def _is_settled(history: History, late: Late) -> bool:
    found = (each for (item, _), settled in history.settlements.items() if item == late.item for each in settled)
    return any(each.leaf_index < late.leaf_index for each in found)


def _answers(history: History, late: Late, votes: list[Vote]) -> int:
    """Places taken by answers when it came: imported ones one each, submitted ones one a person; erased ones none."""
    places: set[str | tuple[int, int]] = set()
    for vote in votes:
        tomb = history.tombs.get((vote.leaf_index, vote.name))
        if vote.leaf_index < late.leaf_index and (tomb is None or tomb > late.leaf_index):
            places.add((vote.leaf_index, vote.place) if vote.imported else vote.annotator)
    return len(places)


def _open_leases(history: History, late: Late) -> int:
    n_open = 0
    for index, lease, actor in history.leases.get(late.item, []):
        ends = history.hand_ends.get((late.item, lease), []) + history.hand_ends.get((late.item, actor), [])
        ended = any(index < end < late.leaf_index for end in ends)
        n_open += index < late.leaf_index and actor != late.actor and not ended
    return n_open
