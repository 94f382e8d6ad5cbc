"""The contract as a document for programs and as a page for people; nothing comes from elsewhere."""

from typing import Any

import msgspec
from litestar import Request, Response, get

from events_app.platform.web.templates import Page, page


@get("/api/v1/openapi.json", include_in_schema=False)
async def show_openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Everything the API takes and answers (OpenAPI 3.1)."""
    return Response(
        msgspec.json.encode(request.app.openapi_schema.to_schema()),
        media_type="application/vnd.oai.openapi+json",
        headers={"Cache-Control": "public, max-age=300"},
    )


@get("/api/v1/docs", include_in_schema=False)
async def show_api_docs() -> Page:
    """The same, to read and to try."""
    return page("api_docs.html")
