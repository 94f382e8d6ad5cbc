/** The list of faults beside the drawing; each leads to the part it is about. */
import type { Fault } from "./geometry";
import { find } from "./page";
import { say } from "./words";

const FAULTS_SHOWN = 12;

export function tellFaults(faults: readonly Fault[], go: (fault: Fault) => void): void {
  const box = find("#plan-faults", HTMLElement);
  box.hidden = faults.length === 0;
  const title = box.querySelector("h2");
  if (title !== null) title.textContent = say("faults", { count: faults.length });
  box.querySelector("ul")?.replaceChildren(
    ...faults.slice(0, FAULTS_SHOWN).map((fault) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = fault.text;
      button.addEventListener("click", () => {
        go(fault);
      });
      line.append(button);
      return line;
    }),
  );
}
