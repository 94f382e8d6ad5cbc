"""How the demo's people come in."""

from playwright.async_api import BrowserContext

PASSWORD = "demo-demo"


async def sign_in(context: BrowserContext, base: str, email: str) -> None:
    """Sign in through the form; the context keeps the session."""
    page = await context.new_page()
    page.set_default_timeout(60_000)  # hashing a password takes its time on a busy machine
    await page.goto(f"{base}/sign-in")
    await page.fill("input[name=email]", email)
    await page.fill("input[name=password]", PASSWORD)
    await page.press("input[name=password]", "Enter")
    await page.wait_for_url(lambda address: "/sign-in" not in address)
    await page.close()
