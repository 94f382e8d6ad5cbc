"""Texts and their greatest lengths."""

from typing import Annotated

from msgspec import Meta

ShortText = Annotated[str, Meta(max_length=120)]
Line = Annotated[str, Meta(max_length=300)]
Address = Annotated[str, Meta(max_length=500)]
