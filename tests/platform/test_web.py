"""The frame every page and every answer of the API has."""


async def test_unknown_page_is_told_kindly_in_vietnamese(client):
    answer = await client.get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert answer.headers["content-language"] == "vi"
    assert "Không tìm thấy" in answer.text


async def test_unknown_api_address_answers_a_problem_in_the_callers_language(api):
    answer = await api.get("/api/v1/nothing", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["detail"].startswith("We could not find that")


async def test_language_switch_stays_and_never_leaves_the_service(client):
    answer = await client.get("/language/en?next=//evil.example/")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    page = await client.get("/khong-co")
    assert page.headers["content-language"] == "en"


async def test_wrong_key_is_refused_rather_than_ignored(api):
    answer = await api.with_token("nonsense").get("/api/v1/openapi.json")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_key"


async def test_health(client):
    assert (await client.get("/health/live")).json() == {"status": "alive"}
    ready = (await client.get("/health/ready")).json()
    assert ready["database"] is True
    assert ready["migrations"] is True


async def test_every_answer_carries_the_security_headers(client):
    answer = await client.get("/health/live")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
