"""The transparency log: leaves, tree, tiles, notes, checkpoints, proofs. Bytes and hashes in, values out.

Formats are those of C2SP (signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature, tlog-witness, tlog-proof)
over RFC 6962 hashing. Nothing here knows a clock, a file, a socket or a random number.
"""
