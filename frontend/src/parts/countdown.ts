/**
 * `<time class="countdown" datetime="…" data-over="…">`: minutes and seconds left. The server's clock decides,
 * so the page measures from the `data-now` it was rendered at, not from the phone's clock.
 */
import { onElements } from "./dom";

const NEAR_SECONDS = 120;

function words(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function run(element: HTMLTimeElement): void {
  const rendered = Date.parse(element.dataset["now"] ?? new Date().toISOString());
  const skew = rendered - Date.now();
  const end = Date.parse(element.dateTime);
  const tick = (): void => {
    const seconds = Math.max(0, Math.round((end - (Date.now() + skew)) / 1000));
    if (seconds === 0) {
      clearInterval(timer);
      element.textContent = element.dataset["over"] ?? "0:00";
      element.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
      return;
    }
    element.textContent = words(seconds);
    element.classList.toggle("is-near", seconds <= NEAR_SECONDS);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

export function startCountdown(): void {
  onElements("time.countdown", HTMLTimeElement, run);
}
