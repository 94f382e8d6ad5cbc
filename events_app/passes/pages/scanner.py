"""The gate scanner: one page that works without network after its first visit."""

import json
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from events_app.passes.drawing import SIZES, draw_icon
from events_app.passes.operations import CONSENT_VERSION
from events_app.passes.words import KINDS, REASONS
from events_app.platform.errors import NotFound
from events_app.platform.i18n import _, current_locale
from events_app.platform.web.assets import asset_file, offline_files
from events_app.platform.web.templates import Page, page


@get(["/gate", "/gate/"])
async def show_scanner() -> Page:
    """Show the scanner. What it knows lies on the phone; the page itself is the same for everybody."""
    return page(
        "passes/scanner.html",
        headers={"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"},
        words=_scanner_texts(),
        consent_version=CONSENT_VERSION,
    )


def _scanner_texts() -> str:
    """Everything the scanner says, so that it speaks the reader's language without network."""
    words: dict[str, Any] = {
        "kinds": {kind.value: _(word) for kind, word in KINDS.items()},
        "reasons": {reason.value: _(word) for reason, word in REASONS.items()},
        "in": _("way in"),
        "out": _("way out"),
        "welcome": _("Please come in"),
        "goodbye": _("Goodbye"),
        "refused": _("Not admitted"),
        "ask": _("Ask"),
        "askWhy": _(
            "This phone does not know yet for which days the pass is. Ask the organizer, or scan again with network."
        ),
        "firstToday": _("First entry today · day {day} of {days}"),
        "dayOf": _("Day {day} of {days}"),
        "seenAt": _("Came in at {time}"),
        "seenWhere": _("through {gate}. Please send the guest to the help desk."),
        "helpDesk": _("Please send the guest to the help desk."),
        "offline": _("No network"),
        "waiting": _("{count} scans wait to be sent"),
        "listOf": _("list of {time}"),
        "oldList": _("The list is old: {time}. Find network soon."),
        "noList": _("No list yet: this phone cannot decide without network"),
        "inside": _("{count} inside"),
        "aim": _("Hold the QR code into the frame"),
        "noCamera": _("No camera. Type the pass number or use a hand scanner."),
        "cameraDenied": _("The camera is not allowed. Allow it in the browser's settings, or type the pass number."),
        "typedOffline": _("A typed number needs network: it carries no signature. Please scan the code."),
        "storageFull": _("The phone's memory is full: this scan could not be kept. Free some space."),
        "revoked": _("This phone was unpaired by the organizer."),
        "pairingUsed": _("This pairing code was used or has ended. Ask the organizer to show a new one."),
        "notPaired": _("This phone is not paired yet"),
        "pairHow": _(
            "Ask the organizer to show the pairing QR on the page “Gates”, and scan it with this phone's camera."
        ),
        "scanAgain": _("Next"),
        "nobody": _("Nobody found"),
        "serverSays": _("The server could not be asked: {reason}"),
        "clockWrong": _("The clock of this phone is wrong by {minutes} minutes"),
        "passMade": _("Pass %(serial)s", serial="{serial}"),
        "makingNeedsNetwork": _("A pass can only be made with network."),
        "gateClosed": _("This gate is closed. Choose another gate."),
    }
    return json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")


@get("/gate/manifest.webmanifest", media_type="application/manifest+json")
async def show_manifest() -> dict[str, Any]:
    """Let a phone install the scanner like an app."""
    return {
        "id": "/gate/",
        "name": _("Gate scanner"),
        "short_name": _("Gate"),
        "start_url": "/gate/",
        "scope": "/gate/",
        "display": "standalone",
        "orientation": "portrait",
        "lang": current_locale(),
        "background_color": "#191614",
        "theme_color": "#191614",
        "icons": [
            {"src": "/gate/icons/192", "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
            {"src": "/gate/icons/512", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }


@get("/gate/icons/{size:int}")
async def show_icon(size: FromPath[int]) -> Response[bytes]:
    """Draw the picture for the phone's home screen."""
    if size not in SIZES:
        raise NotFound
    return Response(draw_icon(size), media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


@get("/sw.js")
async def show_worker() -> Response[bytes]:
    """Serve the service worker from the root, with the list of files it keeps for the scanner."""
    kept = offline_files("islands/gate.ts", "main.ts", "styles/main.css")
    body = f"const KEPT = {json.dumps(kept)};\n".encode() + asset_file("worker.ts").read_bytes()
    return Response(body, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


HANDLERS = [show_scanner, show_manifest, show_icon, show_worker]
