"""The HTTP API and the web app's files: thin, one file per room."""
