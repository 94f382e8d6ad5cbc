/** A confirmation is a popover, which needs no script; here it only keeps the focus inside while it is open. */
export function startConfirm(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const box = document.querySelector<HTMLElement>(".confirm:popover-open");
    if (box === null) return;
    const stops = [...box.querySelectorAll<HTMLElement>("a[href], button, input:not([type=hidden]), select, textarea")];
    const first = stops.at(0);
    const last = stops.at(-1);
    const active = document.activeElement;
    if (event.shiftKey && (active === first || !box.contains(active))) {
      event.preventDefault();
      last?.focus();
    } else if (!event.shiftKey && (active === last || !box.contains(active))) {
      event.preventDefault();
      first?.focus();
    }
  });
}
