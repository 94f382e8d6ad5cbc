"""The rows of the register and of its imported lists."""

from events_app.producers.tables.imports import ImportChange, ImportJob, ImportRow, ImportUpload
from events_app.producers.tables.papers import PaperReader, ProducerPaper
from events_app.producers.tables.register import Certificate, FiveStarSubmission, Producer, ProducerMember, Product

__all__ = [
    "Certificate",
    "FiveStarSubmission",
    "ImportChange",
    "ImportJob",
    "ImportRow",
    "ImportUpload",
    "PaperReader",
    "Producer",
    "ProducerMember",
    "ProducerPaper",
    "Product",
]
