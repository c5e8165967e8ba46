"""What everything else may lean on: canonical JSON, ids, refusals. Imports nothing of ours."""
