"""Setting a letter as text and as HTML, in the reader's language."""

from functools import cache

import msgspec
from jinja2 import Environment

from events_app.outreach.schemas import Letter
from events_app.platform.i18n import Locale, use_locale
from events_app.platform.web.templates import make_environment


class Sheet(msgspec.Struct, frozen=True):
    """What a letter says, set twice."""

    text: str
    html: str


@cache
def _environment() -> Environment:
    return make_environment()


def set_letter(
    letter: Letter, *, locale: Locale, name: str, office: str, public_url: str, unsubscribe_url: str
) -> Sheet:
    """Set a letter; text and HTML come from one value, so they never disagree."""
    facts = {
        "letter": letter,
        "locale": locale,
        "name": name,
        "office": office,
        "public_url": public_url,
        "unsubscribe_url": unsubscribe_url,
    }
    with use_locale(locale):
        text = _environment().get_template("outreach/mail/letter.txt").render(facts)
        html = _environment().get_template("outreach/mail/letter.html").render(facts)
    return Sheet(text=text.strip() + "\n", html=html)
