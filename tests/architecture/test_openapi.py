"""The contract: what clients outside rely on stays, and the document in the repository is the one that is served."""

import json
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"

CONTRACT = """
POST /api/v1/login
GET POST /api/v1/fairs
GET PATCH /api/v1/fairs/{}
PUT DELETE /api/v1/fairs/{}/publication
PUT /api/v1/fairs/{}/postponement
PUT /api/v1/fairs/{}/cancellation
GET POST /api/v1/fairs/{}/programme
PATCH DELETE /api/v1/programme-sessions/{}
GET PUT /api/v1/fairs/{}/floor-plan
GET /api/v1/fairs/{}/booths
PUT DELETE /api/v1/booths/{}/hold
PUT /api/v1/booths/{}/hold/confirmation
PUT /api/v1/booths/{}/hold/extension
PUT DELETE /api/v1/booths/{}/assignment
POST /api/v1/fairs/{}/booth-moves
GET POST /api/v1/producers
GET PATCH /api/v1/producers/{}
POST /api/v1/imports
GET /api/v1/imports/{}
PUT DELETE /api/v1/imports/{}/acceptance
POST /api/v1/fairs/{}/passes
PUT /api/v1/passes/{}/revocation
PUT /api/v1/passes/{}/replacement
GET POST /api/v1/fairs/{}/gates
POST /api/v1/gates/{}/devices
GET /api/v1/fairs/{}/gate-package
POST /api/v1/check-ins
POST /api/v1/check-ins/batch
GET POST /api/v1/stream-sessions
GET PATCH /api/v1/stream-sessions/{}
PUT /api/v1/stream-sessions/{}/cancellation
POST /api/v1/stream-sessions/{}/orders
"""


@pytest.fixture(scope="module")
def schema(shared_app):
    app, _ = shared_app
    return app.openapi_schema.to_schema()


def operations(schema):
    found = {}
    for path, item in schema["paths"].items():
        shape = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        found.setdefault(shape, set()).update(method.upper() for method in item if method in METHODS)
    return found


METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.mark.parametrize("line", CONTRACT.strip().splitlines())
def test_every_path_of_the_contract_is_served(schema, line):
    *methods, path = line.split()
    assert set(methods) <= operations(schema).get(path, set())


def test_the_document_in_the_repository_is_the_one_that_is_served(schema):
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(schema)), "the API changed: run `python scripts/openapi.py` and read the diff"


def test_pages_are_not_part_of_the_contract(schema):
    assert {path.split("/")[1] for path in schema["paths"]} == {"api"}


def test_every_operation_says_what_it_does(schema):
    silent = [
        f"{method} {path}"
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS and not (operation.get("description") or operation.get("summary", "")).strip()
    ]
    assert silent == []
