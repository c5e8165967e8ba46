"""What checks on data stand on: equal and nearly equal items, personal data, a feature that tells too much."""
