// A button that copies a text of the page. Without scripts the button is not there, and the text can be selected as any other.

/** The paragraphs of a text, as they would be pasted: an empty line between them. */
function textOf(element) {
  return [...element.children].map((paragraph) => paragraph.textContent).join("\n\n");
}

/** Mark the text, for who has to copy it by hand. */
function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  window.getSelection().removeAllRanges();
  window.getSelection().addRange(range);
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(textOf(text));
    said.textContent = "Gekopieerd.";
  } catch {
    select(text);
    said.textContent = "De browser laat kopiëren niet toe. De tekst is geselecteerd: kopieer haar met Ctrl+C.";
  }
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
