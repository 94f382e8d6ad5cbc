"""Forms keep what was typed and say at each field what is wrong."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import Bilingual, use_locale
from events_app.platform.web.forms import MAX_FIELD_LENGTH, build_form


class FairForm(msgspec.Struct):
    title: Annotated[str, msgspec.Meta(max_length=20)]
    starts_on: date
    kind: Literal["fair", "festival"] = "fair"
    booths: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1
    utilities: list[str] = []
    open: bool = False
    ends_on: date | None = None


def test_good_form_gives_the_struct():
    form = build_form(
        {
            "title": ["  Hội chợ "],
            "starts_on": ["2026-12-12"],
            "booths": ["3"],
            "utilities": ["power", "water"],
            "open": ["on"],
        },
        FairForm,
    )
    assert form.errors == {}
    assert form.data == FairForm("Hội chợ", date(2026, 12, 12), booths=3, utilities=["power", "water"], open=True)


def test_every_wrong_field_gets_its_own_sentence_and_keeps_what_was_typed():
    typed = {"title": ["x" * 21], "starts_on": ["2026-02-31"], "kind": ["circus"], "booths": ["nhiều"]}
    form = build_form(typed, FairForm)
    assert form.data is None
    assert set(form.errors) == {"title", "starts_on", "kind", "booths"}
    assert form.values["starts_on"] == "2026-02-31"
    assert "Ngày này không có thật" in form.errors["starts_on"][0]


def test_sentences_follow_the_reader():
    with use_locale("en"):
        form = build_form({"booths": ["4"]}, FairForm)
    assert form.errors["booths"] == ["At most 3, please."]
    assert form.errors["title"] == ["This is needed."]


def test_ten_megabyte_title_is_refused_before_anything_looks_at_it():
    form = build_form({"title": ["x" * (MAX_FIELD_LENGTH + 1)], "starts_on": ["2026-12-12"]}, FairForm)
    assert form.data is None
    assert str(MAX_FIELD_LENGTH) in form.errors["title"][0]


def test_operation_can_refuse_at_a_field_or_above_the_form():
    form = build_form({"title": ["A"], "starts_on": ["2026-12-12"]}, FairForm)
    form.refuse(InvalidInput({"title": [FieldError("taken", "This is needed.")]}))
    assert form.data is None
    assert form.errors == {"title": ["Ô này cần điền."]}
    form.refuse(InvalidInput())
    assert form.errors[""] == ["Có ô cần xem lại."]


class TextsForm(msgspec.Struct):
    title: Bilingual
    summary: Bilingual = Bilingual("")


def test_text_in_both_languages_comes_in_two_fields():
    typed = {"title_vi": [" Hội chợ "], "title_en": ["Fair"], "summary_en": ["Short"]}
    assert build_form(typed, TextsForm).data == TextsForm(Bilingual("Hội chợ", "Fair"), Bilingual("", "Short"))
    missing = build_form({"title_en": ["Fair"]}, TextsForm)
    assert missing.data is None
    assert missing.errors == {"title_vi": ["Ô này cần điền."]}
    long = build_form({"title_vi": ["A"], "title_en": ["x" * (MAX_FIELD_LENGTH + 1)]}, TextsForm)
    assert long.data is None
    assert set(long.errors) == {"title_en"}
