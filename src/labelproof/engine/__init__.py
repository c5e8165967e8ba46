"""Commands into events into tables; rebuild, reconcile, publish, release, seal, erase, back up."""
