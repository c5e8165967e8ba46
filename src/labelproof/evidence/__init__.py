"""What a bundle proves, checked with kernel and log alone: an auditor reads these two folders in an evening."""
