"""HTML forms: what was typed is kept, each field gets its own sentence, and a Struct comes out when all is well."""

import types
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from events_app.platform.errors import DomainError, FieldError, InvalidInput
from events_app.platform.i18n import N_, Bilingual
from events_app.platform.web.decoding import explain_decoding

T = TypeVar("T")

MAX_FIELD_LENGTH = 20_000
"""Characters of one field: past that a “10 MB title” is refused before anything looks at it."""

_REQUIRED = FieldError("missing", N_("This is needed."))
_TOO_LONG = FieldError("too_long", N_("At most %(most)s characters, please."), {"most": MAX_FIELD_LENGTH})


class Form(Generic[T]):
    """One form as it came in.

    Attributes:
        values: What was typed, by field; a field sent several times is a list.
        errors: Sentences by field, in the reader's language; `""` holds those about the form as a whole.
        data: The Struct, or None while something is wrong.
        files: Uploaded files by field.
    """

    def __init__(
        self,
        values: dict[str, Any],
        errors: dict[str, list[str]],
        data: T | None,
        files: dict[str, UploadFile],
    ) -> None:
        self.values = values
        self.errors = errors
        self.data = data
        self.files = files
        self.error: DomainError | None = None

    def refuse(self, error: DomainError) -> None:
        """Take up what an operation said against it: at the fields it names, else above the form."""
        self.error = error
        self.data = None
        fields = error.fields if isinstance(error, InvalidInput) else {}
        for name, wrongs in fields.items():
            self.errors.setdefault(name, []).extend(wrong.text() for wrong in wrongs)
        if not fields:
            self.errors.setdefault("", []).append(error.text())


def blank_form(**values: Any) -> Form[Any]:
    """A form nobody has sent yet, with what stands in its fields."""
    return Form(values, {}, None, {})


async def read_form(request: Request[Any, Any, Any], shape: type[T]) -> Form[T]:
    """Read the request's form into a Struct.

    Empty fields count as missing: the Struct's default stands, or the field is asked for. Fields typed as lists take
    all values of that name; everything else the last one; a `Bilingual` is two fields, `title_vi` and `title_en`.
    Unknown fields are ignored (CSRF, buttons).
    """
    sent = await request.form()
    typed: dict[str, list[str]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            files[name] = value
        else:
            typed.setdefault(name, []).append(value)
    return build_form(typed, shape, files)


def build_form(typed: dict[str, list[str]], shape: type[T], files: dict[str, UploadFile] | None = None) -> Form[T]:
    """Build a `Form` from raw fields: the pure part of `read_form`."""
    hints = get_type_hints(shape, include_extras=True)
    wire: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field in msgspec.structs.fields(shape):  # type: ignore[arg-type] # shapes are Structs by contract
        read = _read_both_languages if hints[field.name] is Bilingual else _read_field
        read(field, hints[field.name], typed, wire, errors)
    values: dict[str, Any] = {name: texts[-1] if len(texts) == 1 else texts for name, texts in typed.items()}
    data = None if errors else shape(**wire)
    return Form(values, errors, data, files or {})


def _read_field(
    field: msgspec.structs.FieldInfo,
    hint: Any,
    typed: dict[str, list[str]],
    wire: dict[str, Any],
    errors: dict[str, list[str]],
) -> None:
    name = field.name
    texts = [text.strip() for text in typed.get(name, []) if text.strip()]
    if any(len(text) > MAX_FIELD_LENGTH for text in texts):
        errors[name] = [_TOO_LONG.text()]
    elif texts:
        _convert(name, texts, hint, wire, errors)
    elif field.required:
        errors[name] = [_REQUIRED.text()]


def _read_both_languages(
    field: msgspec.structs.FieldInfo,
    _hint: Any,
    typed: dict[str, list[str]],
    wire: dict[str, Any],
    errors: dict[str, list[str]],
) -> None:
    """A text in two fields: `title_vi` and `title_en`. Only the Vietnamese one is ever asked for."""
    texts: dict[str, str] = {}
    for language in ("vi", "en"):
        name = f"{field.name}_{language}"
        texts[language] = next(reversed(typed.get(name, [])), "").strip()
        if len(texts[language]) > MAX_FIELD_LENGTH:
            errors[name] = [_TOO_LONG.text()]
    if field.required and not texts["vi"]:
        errors.setdefault(f"{field.name}_vi", [_REQUIRED.text()])
    wire[field.name] = Bilingual(**texts)


def _convert(name: str, texts: list[str], hint: Any, wire: dict[str, Any], errors: dict[str, list[str]]) -> None:
    raw: Any = texts if _is_list(hint) else _browser_value(texts[-1], hint)
    try:
        wire[name] = msgspec.convert(raw, hint, strict=False)
    except msgspec.ValidationError as wrong:
        explained = explain_decoding(str(wrong))
        errors[name] = [error.text() for some in explained.values() for error in some]


def _browser_value(text: str, hint: Any) -> Any:
    """What browsers send in their own spelling: a ticked box says `on`, local times have no seconds."""
    if bool in _bare(hint) and text == "on":
        return True
    return text


def _is_list(hint: Any) -> bool:
    return any(get_origin(part) in {list, tuple, set, frozenset} or part is list for part in _bare(hint))


def _bare(hint: Any) -> list[Any]:
    """The types behind `Annotated` and `X | None`."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return [bare for part in get_args(hint) for bare in _bare(part)]
    if hasattr(hint, "__metadata__"):
        return _bare(hint.__origin__)
    return [hint]
