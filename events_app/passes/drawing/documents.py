"""Passes as PDF, from the template beside this module."""

from pathlib import Path
from typing import Any, Final

from events_app.platform.typesetting import typeset as typeset_template

_TEMPLATES: Final = Path(__file__).parent


async def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Set a document from a template of this folder and the data it shows.

    Raises:
        DocumentFailed: It took too long, or typst refused it.
    """
    return await typeset_template(_TEMPLATES / f"{template}.typ", data)
