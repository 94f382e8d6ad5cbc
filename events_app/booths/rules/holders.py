"""What a message to holders and a hand-over sheet must say."""

from events_app.booths.errors.holders import HandOverInvalid, MessageInvalid
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, Bilingual

LONGEST_SUBJECT = 200
LONGEST_BODY = 5000


def check_message(subject: Bilingual, body: Bilingual) -> None:
    """A message says something in Vietnamese, within reason; English may be left out."""
    faults: dict[str, list[FieldError]] = {}
    for name, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        if not text.vi.strip():
            faults[f"{name}_vi"] = [FieldError("missing", N_("This is needed."))]
        for language, words in (("vi", text.vi), ("en", text.en)):
            if len(words) > longest:
                message = N_("At most %(most)s characters.")
                faults[f"{name}_{language}"] = [FieldError("too_long", message, {"most": longest})]
    if faults:
        raise MessageInvalid(fields=faults)


def check_hand_over(*, in_order: bool, signed_by: str, remarks: str) -> None:
    """A sheet is signed with a name, and says what is not in order."""
    faults: dict[str, list[FieldError]] = {}
    if not signed_by.strip():
        faults["signed_by"] = [FieldError("missing", N_("Write the name of whoever signs for the producer."))]
    if not in_order and not remarks.strip():
        faults["remarks"] = [FieldError("missing", N_("Say what is not in order."))]
    if faults:
        raise HandOverInvalid(fields=faults)
