// What every page does beyond plain HTML. Every page works without it.

/**
 * A form is sent once: a second press of its button, while the first is under way, does nothing. A button that answers with
 * a file (data-download) leaves the page and its form as they are.
 */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.dataset.download !== undefined) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
}

/** A page that comes back out of the browser's history may be sent again. */
function mayBeSentAgain() {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
}

/** The user menu closes on Escape, which returns the focus to it, and on a press anywhere else. */
function closeUserMenu(event) {
  const menu = document.querySelector(".user-menu[open]");
  if (!menu) return;
  if (event.type === "keydown" && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.type === "click" && !menu.contains(event.target)) {
    menu.open = false;
  }
}

/** The text under a redacted passage closes on Escape (WCAG 1.4.13). */
function closeWithheld(event) {
  if (event.key === "Escape") document.querySelector(".withheld:focus")?.blur();
}

/** A page that replaced the one before gets the focus, as a page that was loaded would. */
function startAtTop(event) {
  if (event.target.id === "inhoud") event.target.focus({ preventScroll: true });
}

document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", mayBeSentAgain);
document.addEventListener("keydown", closeUserMenu);
document.addEventListener("keydown", closeWithheld);
document.addEventListener("click", closeUserMenu);
document.addEventListener("htmx:afterSettle", startAtTop);
