// Drawing a box over a page of an attachment: by mouse, pen or finger, or by typing its measures. The form does the rest.
// Without this the measures are typed, and the box is seen once it is sent.

const layer = document.querySelector("[data-draw]");
const form = document.getElementById("vlakformulier");
const pencil = document.getElementById("tekenen");
const fields = ["left", "top", "width", "height"].map((name) => form.elements[name]);
const { width: pageWidth, height: pageHeight } = layer.viewBox.baseVal;
const SMALLEST = 0.3; // percent of the page: less is a click, not a box

const draft = document.createElementNS("http://www.w3.org/2000/svg", "rect");
draft.classList.add("boxes__draft");
layer.setAttribute("data-draws", "");
document.querySelector("[data-draws][hidden]").hidden = false;

/** Show the box that the form holds; nothing while its measures are no box. */
function showDraft() {
  const [left, top, width, height] = fields.map((field) => (field.value === "" ? NaN : Number(field.value)));
  const isBox = left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 100 && top + height <= 100;
  if (!isBox) {
    draft.remove();
    return;
  }
  const measures = { x: left * pageWidth, y: top * pageHeight, width: width * pageWidth, height: height * pageHeight };
  for (const [name, value] of Object.entries(measures)) draft.setAttribute(name, value / 100);
  layer.append(draft);
}

/** Where the pointer is, in percents of the page, and never off it. */
function place(event) {
  const sheet = layer.getBoundingClientRect();
  const percent = (part, whole) => Math.min(100, Math.max(0, (part / whole) * 100));
  return { x: percent(event.clientX - sheet.left, sheet.width), y: percent(event.clientY - sheet.top, sheet.height) };
}

/** Fill the form with the box between two places: outward to hundredths, so that it covers what was drawn over. */
function fill(from, to) {
  const outward = [Math.floor, Math.ceil].map((round) => (value) => Math.min(100, Math.max(0, round(value * 100) / 100)));
  const [down, up] = outward;
  const left = down(Math.min(from.x, to.x));
  const top = down(Math.min(from.y, to.y));
  const measures = [left, top, up(Math.max(from.x, to.x)) - left, up(Math.max(from.y, to.y)) - top];
  measures.forEach((value, index) => (fields[index].value = value.toFixed(2)));
  showDraft();
}

// --- The pointer -----------------------------------------------------------------------------------------------------

let start = null;

layer.addEventListener("pointerdown", (event) => {
  // A finger scrolls the page, unless it was asked to draw.
  const draws = event.pointerType === "touch" ? layer.classList.contains("is-drawing") : event.button === 0;
  if (!draws || !event.isPrimary) return;
  event.preventDefault();
  layer.setPointerCapture(event.pointerId);
  start = place(event);
});

layer.addEventListener("pointermove", (event) => {
  if (start) fill(start, place(event));
});

layer.addEventListener("pointerup", (event) => {
  if (!start) return;
  const end = place(event);
  const isBox = Math.abs(end.x - start.x) >= SMALLEST && Math.abs(end.y - start.y) >= SMALLEST;
  if (isBox) {
    fill(start, end);
    document.getElementById("vlak-lakken").focus({ preventScroll: true });
  }
  start = null;
});

layer.addEventListener("pointercancel", () => (start = null));

// --- Touch: drawing is switched on ------------------------------------------------------------------------------------

if (matchMedia("(any-pointer: coarse)").matches) pencil.hidden = false;
pencil.addEventListener("click", () => {
  const isOn = layer.classList.toggle("is-drawing");
  pencil.setAttribute("aria-pressed", String(isOn));
});

// --- Typing ----------------------------------------------------------------------------------------------------------

for (const field of fields) {
  field.step = "0.5";
  field.addEventListener("input", showDraft);
}
// The steps help the arrow keys; a hundredth that was drawn is no mistake.
form.noValidate = true;
showDraft();
