"""What is written for people to keep: one document, one file or folder."""
