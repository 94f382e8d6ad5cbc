"""Reads of the register and its imports."""

from events_app.producers.queries.figures import load_figures
from events_app.producers.queries.for_others import (
    producers_by_ids,
    producers_of_account,
    products_by_ids,
    products_of,
    search_producers,
    stars_in_force,
)
from events_app.producers.queries.imports import (
    all_import_rows,
    all_imports,
    error_rows,
    kept_subjects,
    list_import_rows,
    list_imports,
    load_import,
    preview_undo,
)
from events_app.producers.queries.register import (
    all_producers,
    all_products,
    list_producers,
    list_products,
    load_producer,
    load_product,
    load_story,
    product_certificates,
    product_submissions,
    products_of_producer,
)

__all__ = [
    "all_import_rows",
    "all_imports",
    "all_producers",
    "all_products",
    "error_rows",
    "kept_subjects",
    "list_import_rows",
    "list_imports",
    "list_producers",
    "list_products",
    "load_figures",
    "load_import",
    "load_producer",
    "load_product",
    "load_story",
    "preview_undo",
    "producers_by_ids",
    "producers_of_account",
    "product_certificates",
    "product_submissions",
    "products_by_ids",
    "products_of",
    "products_of_producer",
    "search_producers",
    "stars_in_force",
]
