"""Walks through every page a person can reach by links, each kind of page once."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

from playwright.async_api import BrowserContext, Page

_NOT_PAGES = re.compile(
    r"\.(ics|xlsx|pdf|png|svg|zip|csv|eml|txt)$|^/(language|theme|static|api|art|live)(/|$)|^/sign-out|/papers/\d+(/file)?$"
)
_EVERY_LINK = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"


def kind_of_page(path: str) -> str:
    """One name for all pages that differ only by what they are about.

    >>> kind_of_page("/organizer/fairs/hoi-cho-tet-2026/booths"), kind_of_page("/producers/12")
    ('/organizer/fairs/…/booths', '/producers/…')
    """
    named = re.sub(r"/(fairs|passes)/(?!(?:new|rules)(?:/|$))[^/]+", r"/\1/…", path)
    return re.sub(r"/\d+", "/…", named)


async def walk(
    context: BrowserContext, base: str, starts: list[str], within: tuple[str, ...], outside: tuple[str, ...] = ()
) -> AsyncIterator[tuple[str, Page]]:
    """Open each kind of page once: from `starts` along links whose path begins with `within` and not with `outside`."""
    page = await context.new_page()
    waiting, seen = list(starts), set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of_page(path)
        if kind in seen or _NOT_PAGES.search(path):
            continue
        seen.add(kind)
        await page.goto(base + path)
        links = [urlsplit(urljoin(base + path, href)) for href in await page.evaluate(_EVERY_LINK)]
        yield path, page
        own = urlsplit(base).netloc
        paths = [link.path for link in links if link.netloc == own]
        waiting += [path for path in paths if path.startswith(within) and not path.startswith(outside)]
    await page.close()
