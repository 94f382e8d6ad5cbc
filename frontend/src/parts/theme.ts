/** Switches the theme without a round trip; the server reads the same cookie, so no page flashes. */
const YEAR = 31_536_000;

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-theme-choice]");
    if (link === null) return;
    event.preventDefault();
    const choice = link.dataset["themeChoice"] ?? "system";
    document.cookie = `theme=${choice}; path=/; max-age=${YEAR}; samesite=lax`;
    const html = document.documentElement;
    if (choice === "system") html.removeAttribute("data-theme");
    else html.dataset["theme"] = choice;
    for (const other of document.querySelectorAll<HTMLAnchorElement>("a[data-theme-choice]")) {
      other.setAttribute("aria-current", String(other.dataset["themeChoice"] === choice));
    }
  });
}
