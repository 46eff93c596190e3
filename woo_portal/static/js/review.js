// The review screen beyond plain HTML: keys, selecting words, and keeping the eye where it was. Without it every action
// is still there, as a link or a button.

const bench = document.querySelector(".review");
const queue = bench.querySelector(".review-queue");
const conversation = bench.querySelector(".review-conversation");
const ownForm = document.getElementById("zelfformulier");
const decisionForm = document.getElementById("beslisformulier");
const columns = matchMedia("(min-width: 64rem) and (min-height: 30rem)");
const KEYS = "woo.sneltoetsen";
const SCROLLED = "woo.lakken.rij";

// --- Remembering ---------------------------------------------------------------------------------------------------

/** Storage may be closed to us; then nothing is remembered. */
function remember(storage, name, value) {
  try {
    storage.setItem(name, value);
  } catch {
    // Nothing depends on it.
  }
}

function remembered(storage, name) {
  try {
    return storage.getItem(name);
  } catch {
    return null;
  }
}

// --- Saying --------------------------------------------------------------------------------------------------------

const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("aria-live", "polite");
bench.after(spoken);

/** Tell a screen reader; a region that changes after the page was made is read aloud. */
function say(text) {
  spoken.textContent = "";
  setTimeout(() => (spoken.textContent = text), 100);
}

// --- Positions: code points, as the server counts them ---------------------------------------------------------------

/** How many code points a string has: JavaScript counts an emoji for two. */
const codePoints = (text) => [...text].length;

/** The text node and offset at an index (in UTF-16 units) of an element's text. */
function positionAt(element, index) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = index;
  let node = walker.nextNode();
  for (let next = node; next; next = walker.nextNode()) {
    node = next;
    if (left <= node.length) break;
    left -= node.length;
  }
  return [node, Math.min(left, node.length)];
}

const textAround = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-place]");

/** The part of the selection that lies in one redactable text, with its place; null when there is none. */
function selectedPassage() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const element = textAround(range.startContainer) ?? textAround(range.endContainer);
  if (!element) return null;
  const whole = document.createRange();
  whole.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(whole.startContainer, whole.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
  const words = range.toString();
  if (!words.trim()) return null;
  whole.setEnd(range.startContainer, range.startOffset);
  return { place: element.dataset.place, words, start: codePoints(whole.toString()) };
}

// --- The form for a passage of one's own -----------------------------------------------------------------------------

let chosen = null;

/** Fill the form with what is selected; it stays filled when the selection is lost to a click in the form. */
function choose(passage) {
  if (chosen && passage.place === chosen.place && passage.start === chosen.start && passage.words === chosen.words) return;
  chosen = passage;
  const { place, words, start } = ownForm.elements;
  if (![...place.options].some((option) => option.value === passage.place)) {
    place.add(new Option("de geselecteerde tekst", passage.place));
  }
  place.value = passage.place;
  words.value = passage.words;
  start.value = passage.start;
  ownForm.classList.add("is-selected");
  document.getElementById("zelf").open = true;
  reveal(document.getElementById("beslissing"), document.getElementById("zelf"));
  say(`Geselecteerd: ${passage.words}`);
}

function forgetChoice() {
  chosen = null;
  ownForm.elements.words.value = ownForm.elements.start.value = "";
  ownForm.classList.remove("is-selected");
}

function onSelectionChange() {
  const passage = ownForm && selectedPassage();
  if (passage) choose(passage);
}

/** What is typed has no place in the page: the server looks for it. */
function onTyped() {
  ownForm.elements.start.value = "";
  ownForm.classList.remove("is-selected");
  chosen = null;
}

// --- Word by word ----------------------------------------------------------------------------------------------------

let walk = null;

/** The words of a text, or its characters: [start, end] in UTF-16 units. */
function segments(element, granularity) {
  const found = [...new Intl.Segmenter("nl", { granularity }).segment(element.textContent)];
  return found
    .filter((piece) => granularity === "grapheme" || piece.isWordLike)
    .map((piece) => [piece.index, piece.index + piece.segment.length]);
}

function startWalk(element) {
  const words = segments(element, "word");
  if (!words.length) return;
  walk = { element, words, first: 0, last: 0, start: words[0][0], end: words[0][1] };
  showWalk();
}

function showWalk() {
  const { element, start, end } = walk;
  getSelection().setBaseAndExtent(...positionAt(element, start), ...positionAt(element, end));
  reveal(conversation, element);
}

/** Go to the next word (step 1) or the one before (-1); extending takes it into the selection. */
function stepWord(step, extends_) {
  const { words } = walk;
  walk.last = Math.min(words.length - 1, Math.max(extends_ ? walk.first : 0, walk.last + step));
  if (!extends_) walk.first = walk.last;
  walk.start = words[walk.first][0];
  walk.end = words[walk.last][1];
  showWalk();
}

function stepCharacter(step) {
  const edges = segments(walk.element, "grapheme").map(([, end]) => end);
  const later = edges.filter((edge) => (step > 0 ? edge > walk.end : edge < walk.end && edge > walk.start));
  if (!later.length) return;
  walk.end = step > 0 ? later[0] : later.at(-1);
  showWalk();
}

function stepText(step) {
  const texts = [...conversation.querySelectorAll("[data-place]")];
  for (let index = texts.indexOf(walk.element) + step; texts[index]; index += step) {
    if (segments(texts[index], "word").length) return startWalk(texts[index]);
  }
}

function endWalk() {
  walk = null;
  getSelection().removeAllRanges();
}

/** The arrow keys while words are chosen; true when the key was one of them. */
function onWalkKey(event) {
  const forward = getComputedStyle(walk.element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const step = event.key === forward ? 1 : -1;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    if (event.altKey && event.shiftKey) stepCharacter(step);
    else stepWord(step, event.shiftKey);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    stepText(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    walk = null;
    ownForm.elements.ground.focus();
  } else {
    return false;
  }
  return true;
}

function currentText() {
  const focused = document.activeElement?.closest?.("[data-place]");
  const message = conversation.querySelector('.message[aria-current="true"]');
  return (
    focused ??
    message?.querySelector(".message__text[data-place]") ??
    message?.querySelector("[data-place]") ??
    conversation.querySelector("[data-place]")
  );
}

// --- Keys ------------------------------------------------------------------------------------------------------------

const setting = document.getElementById("sneltoetsen");
const help = document.getElementById("hulp");

const keysAreOn = () => setting.checked;

function press(key) {
  const control = bench.querySelector(`[data-key="${key}"]`);
  if (control?.tagName === "BUTTON" || control?.hasAttribute("href")) control.click();
}

function chooseGround(digit) {
  const select = (chosen ? ownForm : decisionForm)?.elements.ground;
  const option = [...(select?.options ?? [])].find((item) => item.text.startsWith(`${digit} ·`));
  if (!option) return;
  select.value = option.value;
  say(`Grond ${option.text.slice(4)}`);
}

/** The ground with this digit as one of the further grounds, or no longer. */
function toggleFurther(digit) {
  const form = chosen ? ownForm : decisionForm;
  const option = [...(form?.elements.ground.options ?? [])].find((item) => item.text.startsWith(`${digit} ·`));
  const box = form?.querySelector(`input[name="further"][value="${option?.value}"]`);
  if (!box) return;
  box.checked = !box.checked;
  box.closest("details").open = true;
  box.scrollIntoView({ block: "nearest" });
  say(`${box.checked ? "Ook op grond" : "Niet op grond"} ${option.text.slice(4)}`);
}

const ACTIONS = {
  l: () => (chosen ? ownForm.requestSubmit() : press("l")),
  m: () => (chosen ? ownForm : decisionForm)?.elements.motivation.focus(),
  u: () => bench.querySelector('[data-key-form="u"]')?.requestSubmit(),
  w: () => ownForm && currentText() && startWalk(currentText()),
  "?": () => help.showModal(),
};
for (const key of "jknpoa") ACTIONS[key] = () => press(key);
for (const digit of "123456789") ACTIONS[digit] = () => chooseGround(digit);

/** Keys work while the focus is in the three columns and not in a field, and only when they are switched on. */
function onKey(event) {
  const isField = event.target.closest("input, textarea, select");
  if (event.key === "Escape") return onEscape(event, isField);
  if (isField || event.ctrlKey || event.metaKey) return;
  if (walk && onWalkKey(event)) return event.preventDefault();
  if (event.altKey || !keysAreOn()) return;
  const digit = event.shiftKey && !/\d/.test(event.key) && /^Digit([1-9])$/.exec(event.code)?.[1];
  const action = digit ? () => toggleFurther(digit) : ACTIONS[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
}

function onEscape(event, isField) {
  if (isField) conversation.focus({ preventScroll: true });
  else if (walk || chosen) {
    endWalk();
    forgetChoice();
  }
}

// --- The page as it comes ------------------------------------------------------------------------------------------

/** Scroll a column, and nothing but that column, until the element is in sight; `middle` puts it in the middle. */
function reveal(column, element, middle = false) {
  if (!element || column.scrollHeight <= column.clientHeight) return;
  const box = element.getBoundingClientRect();
  const frame = column.getBoundingClientRect();
  if (middle) column.scrollTop += box.top - frame.top - Math.max(0, (frame.height - box.height) / 3);
  else if (box.top < frame.top) column.scrollTop -= frame.top - box.top;
  else if (box.bottom > frame.bottom) column.scrollTop += box.bottom - frame.bottom;
}

/**
 * Put everything where the eye was. Who came by a key or a button of this screen, whose address has a fragment, finds the
 * focus on the passage.
 */
function settle() {
  queue.scrollTop = Number(remembered(sessionStorage, SCROLLED)) || 0;
  reveal(queue, queue.querySelector(".review-entry[aria-current]") ?? queue.querySelector(".review-group[aria-current]"));
  reveal(conversation, conversation.querySelector('.message[aria-current="true"]'), true);
  if (!location.hash) return;
  if (columns.matches) document.getElementById("lakken").scrollIntoView();
  if (document.activeElement !== document.body) return;
  (conversation.querySelector('a[aria-current="true"]') ?? conversation).focus({ preventScroll: true });
}

/** A screen reader hears what was done. */
function report() {
  const done = document.getElementById("meldingen").textContent.replace(/\s+/g, " ").trim();
  if (done) say(done);
}

let pressedAt = [0, 0];

/** Selecting words inside a passage is not following its link: the pointer moved while it was down. */
function onPassageClick(event) {
  const hasMoved = event.detail > 0 && Math.hypot(event.clientX - pressedAt[0], event.clientY - pressedAt[1]) > 4;
  if (hasMoved && event.target.closest(".proposal, .withheld")) event.preventDefault();
}

function showKeys() {
  bench.classList.toggle("keys-on", keysAreOn());
}

setting.checked = remembered(localStorage, KEYS) !== "uit";
for (const element of document.querySelectorAll("[data-keys]")) element.hidden = false;
setting.addEventListener("change", () => {
  remember(localStorage, KEYS, setting.checked ? "aan" : "uit");
  showKeys();
});
document.getElementById("hulp-open").addEventListener("click", () => help.showModal());
if (ownForm) {
  document.addEventListener("selectionchange", onSelectionChange);
  ownForm.elements.words.addEventListener("input", onTyped);
}
bench.addEventListener("keydown", onKey);
conversation.addEventListener("pointerdown", (event) => (pressedAt = [event.clientX, event.clientY]));
conversation.addEventListener("click", onPassageClick);
addEventListener("pagehide", () => remember(sessionStorage, SCROLLED, queue.scrollTop));
showKeys();
settle();
// Once more: when all is loaded, the browser goes to the fragment, and takes the focus away.
addEventListener("load", settle);
report();
