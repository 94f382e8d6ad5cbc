/** A pass made on the spot for somebody who came without one. Needs network: only the service signs. */
import type { Desk } from "./desk";
import { element } from "./screen";
import * as server from "./server";
import { say } from "./words";

export function startMaking(desk: Desk, admit: (code: string) => void): void {
  const dialog = element("gate-making", HTMLDialogElement);
  const name = element("gate-making-name", HTMLInputElement);
  const phone = element("gate-making-phone", HTMLInputElement);
  const consent = element("gate-making-consent", HTMLInputElement);
  const hint = element("gate-making-hint", HTMLElement);
  const fields = element("gate-making-fields", HTMLElement);
  const made = element("gate-made", HTMLElement);
  const go = element("gate-making-go", HTMLButtonElement);
  const letIn = element("gate-made-admit", HTMLButtonElement);
  let requestId = "";
  let asked = "";
  let code = "";

  element("gate-make", HTMLElement).addEventListener("click", () => {
    element("gate-typing", HTMLDialogElement).close();
    // One person typed is one pass, however often the button is pressed or the answer is lost.
    requestId = crypto.randomUUID();
    asked = "";
    for (const field of [name, phone]) field.value = "";
    consent.checked = false;
    hint.textContent = desk.online ? "" : say("makingNeedsNetwork");
    show(false);
    dialog.showModal();
  });
  element("gate-making-close", HTMLElement).addEventListener("click", () => {
    dialog.close();
  });
  letIn.addEventListener("click", () => {
    dialog.close();
    admit(code);
  });
  element("gate-making-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    const person = { name: name.value.trim(), phone: phone.value.trim(), consent: consent.checked ? consent.value : null };
    const asking = JSON.stringify(person);
    if (asked !== "" && asked !== asking) requestId = crypto.randomUUID();
    asked = asking;
    void server
      .makePass(desk.device, requestId, person)
      .then((pass) => {
        code = pass.code;
        element("gate-made-code", HTMLImageElement).src = new URL(pass.links.svg).pathname;
        element("gate-made-serial", HTMLElement).textContent = say("passMade", { serial: pass.serial });
        hint.textContent = "";
        show(true);
      })
      .catch((error: unknown) => {
        hint.textContent = error instanceof server.Refusal ? error.message : say("makingNeedsNetwork");
      })
      .finally(() => {
        go.disabled = false;
      });
  });

  function show(isMade: boolean): void {
    fields.hidden = isMade;
    go.hidden = isMade;
    made.hidden = !isMade;
    letIn.hidden = !isMade;
  }
}
