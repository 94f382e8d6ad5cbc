"""What the register holds already, as the comparison needs it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class KnownCertificate(NamedTuple):
    """A certificate in the register."""

    id: int
    product: int
    stars: int
    points: Decimal | None
    decision_number: str
    issued_on: date
    revision: int


class KnownProduct(NamedTuple):
    """A product in the register."""

    id: int
    producer: int
    name: str
    name_key: str
    group_code: str
    revision: int


class KnownProducer(NamedTuple):
    """A producer in the register."""

    id: int
    name: str
    name_key: str
    tax_code: str | None
    representative: str
    phone: str
    phone_second: str
    email: str
    address_printed: str
    place: int | None
    revision: int


class Register:
    """One office's register, indexed the ways a list refers to it."""

    def __init__(
        self,
        producers: Iterable[KnownProducer] = (),
        products: Iterable[KnownProduct] = (),
        certificates: Iterable[KnownCertificate] = (),
    ) -> None:
        self.producers = {producer.id: producer for producer in producers}
        self.by_tax_code = {one.tax_code: one for one in self.producers.values() if one.tax_code}
        self.by_name: dict[str, list[KnownProducer]] = defaultdict(list)
        for producer in self.producers.values():
            self.by_name[producer.name_key].append(producer)
        self.products = {(product.producer, product.name_key): product for product in products}
        self.certificates = {(one.product, one.issued_on): one for one in certificates}
