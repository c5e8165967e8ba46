"""Events of the log itself, and of erasure."""

from labelproof.events.event import Said, event


@event("log.opened", home="any")
class LogOpened:
    """The first leaf; `vkey` is base64url(SHA-256(vkey)) of the log's key."""

    vkey: str


@event("erasure.requested", home="any", subjects="subject")
class ErasureRequested:
    """From here on nothing more may be said about or by these subjects; their openings and keys go."""

    subjects: tuple[str, ...]
    why: Said


@event("disclosure.erased", home="any", events="event", digests="digest", names="field")
class DisclosureErased:
    """Tombstones: parallel arrays of event, digest and the field's name in that event's leaf."""

    request: str
    events: tuple[str, ...]
    digests: tuple[str, ...]
    names: tuple[str, ...]


@event("subject_key.destroyed", home="any", subjects="subject")
class SubjectKeyDestroyed:
    """The keys of these subjects exist nowhere any more, as far as this instance can know."""

    request: str
    subjects: tuple[str, ...]


@event("log_key.added", home="any")
class LogKeyAdded:
    """From the next checkpoint on this key signs too; `vkey` is base64url(SHA-256(vkey))."""

    vkey: str


@event("log_key.retired", home="any")
class LogKeyRetired:
    """The key's signatures count up to checkpoints of this size and not beyond."""

    vkey: str
    size: int


@event("witness.added", home="instance")
class WitnessAdded:
    """The root log's checkpoints go to this witness; `witness` is base64url(SHA-256(vkey)), the rest is disclosed."""

    witness: str
    at: Said


@event("witness.removed", home="instance")
class WitnessRemoved:
    """The witness is asked no more, and its cosignatures count no more."""

    witness: str


@event("root_log.policy_set", home="instance")
class RootPolicySet:
    """How many witnesses the root log wants, whether its checkpoint waits for them, and how often logs are entered."""

    quorum: int
    mode: str
    every_s: int


@event("timestamps.set", home="instance")
class TimestampsSet:
    """The root log's checkpoint is timestamped every so many hours by this authority; 0 hours: no more."""

    every_h: int
    authority: Said | None
