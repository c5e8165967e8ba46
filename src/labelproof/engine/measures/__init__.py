"""Figures about a project's answers as artefacts: computed here, kept in the log and in bundles, computed again from both."""
