"""Compares the rows of a list with the register: pure, so that preview and acceptance decide alike.

`addresses` finds the dated place of a printed address, `identities` which producer a row means, `rows` what each
row would do.
"""

from events_app.producers.matching.addresses import PlaceIndex
from events_app.producers.matching.rows import MatchedRow, match_rows
from events_app.producers.matching.values import KnownCertificate, KnownProducer, KnownProduct, Register

__all__ = ["KnownCertificate", "KnownProducer", "KnownProduct", "MatchedRow", "PlaceIndex", "Register", "match_rows"]
