"""Built files are found by their names in the sources; icons are inline and silent."""

import pytest

from events_app.platform.web.assets import DIST, FONTS, asset, asset_file, icon


def test_asset_is_a_hashed_file_that_exists():
    address = asset("main.ts")
    assert address.startswith("/static/assets/main-")
    assert (DIST / address.removeprefix("/static/")).is_file()
    assert asset_file("styles/main.css").suffix == ".css"


def test_unknown_asset_is_named():
    with pytest.raises(LookupError, match=r"no entry src/nothing\.ts"):
        asset("nothing.ts")


def test_icon_alone_says_its_label_and_others_are_silent():
    assert 'aria-hidden="true"' in icon("map-pin")
    said = icon("x", label='Đóng "cửa sổ"')
    assert 'role="img" aria-label="Đóng &#34;cửa sổ&#34;"' in said


def test_unknown_icon_is_named():
    with pytest.raises(LookupError, match="'no-such-icon'"):
        icon("no-such-icon")


def test_fonts_for_pdf_and_pictures_are_built():
    assert sorted(path.name for path in FONTS.glob("*.ttf")) == [
        "BeVietnamPro-400Regular.ttf",
        "BeVietnamPro-500Medium.ttf",
        "BeVietnamPro-600SemiBold.ttf",
        "BeVietnamPro-700Bold.ttf",
    ]
