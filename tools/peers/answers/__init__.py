"""What the peers are asked, one file per subject: arrays and plain values in and out. Runs in .venv-peers alone."""
