"""A report on one question's answers: one HTML file that needs no server, no network and no script."""

from labelproof.documents.quality_report.page import Person, Report, write

__all__ = ["Person", "Report", "write"]
