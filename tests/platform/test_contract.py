"""Refusals of the API speak the caller's language and say at which field."""

import pytest


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ('{"email": 5, "password": "x"}', "email", "wrong_type"),
        ('{"email": "a@b.example"}', "password", "missing"),
        ('{"email": "a@b.example", "password": "x", "admin": true}', "admin", "unknown_field"),
        ("{", "body", "not_json"),
        ("[]", "body", "wrong_type"),
    ],
)
async def test_wrong_body_is_told_at_its_field(api, body, field, code):
    answer = await api.post(
        "/api/v1/login", content=body, headers={"content-type": "application/json", "accept-language": "en"}
    )
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == "invalid_input"
    assert [wrong["code"] for wrong in problem["errors"][field]] == [code]


async def test_ten_megabytes_are_refused(api):
    answer = await api.post("/api/v1/login", content=b'{"email": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


async def test_method_that_is_not_served(api):
    answer = await api.request("PATCH", "/api/v1/login", headers={"accept-language": "vi"})
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
