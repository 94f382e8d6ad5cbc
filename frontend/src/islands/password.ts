/** Lets a person see the password they type: `<input type="password" data-show="Show" data-hide="Hide">`. */
for (const input of document.querySelectorAll<HTMLInputElement>("input[type=password][data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.setAttribute("aria-controls", input.id);
  const say = (): void => {
    const hidden = input.type === "password";
    button.textContent = (hidden ? input.dataset["show"] : input.dataset["hide"]) ?? "";
    button.setAttribute("aria-pressed", String(!hidden));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    say();
    input.focus();
  });
  // A password manager and the next person at this computer both expect dots when the form is sent.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
    say();
  });
  say();
  const row = document.createElement("div");
  row.className = "row flex-nowrap";
  input.replaceWith(row);
  row.append(input, button);
}
