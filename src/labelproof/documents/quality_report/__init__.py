"""A report on one question's answers: one HTML file that needs no server, no network and no script."""

from labelproof.documents.quality_report.page import Categories, Dispute, Report, write

__all__ = ["Categories", "Dispute", "Report", "write"]
