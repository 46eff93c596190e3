// Keys for judging messages: J and K go through the list, a figure judges the message that has the focus, X ticks it.
// Active only while a message of the list has the focus (WCAG 2.1.4); the page does all of it without them.

const LIST = "#berichten";

function messagesToJudge() {
  return [...document.querySelectorAll(`${LIST} .message`)].filter((message) => message.querySelector(".judgement"));
}

function focusOn(message) {
  if (!message) return;
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: "nearest" });
}

function step(from, by) {
  const messages = messagesToJudge();
  focusOn(messages[messages.indexOf(from) + by]);
}

/** The button of a figure; a dossier has as many as it has judgements. */
function judgementOf(message, key) {
  return message.querySelectorAll(".judgement__choice")[Number(key) - 1];
}

/** After a judgement the focus goes to the message that follows: its id, until the list has come back. */
let goesOnAt = null;

/** Any way a judgement's button is pressed: by its figure, the mouse, or Enter. */
function onJudgement(event) {
  const message = event.target.closest(".judgement__choice")?.closest(`${LIST} .message`);
  if (!message) return;
  const messages = messagesToJudge();
  goesOnAt = (messages[messages.indexOf(message) + 1] ?? message).id;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const message = event.target.closest(`${LIST} .message`);
  if (!message || !message.querySelector(".judgement")) return;
  const key = event.key.toLowerCase();
  if (key === "j") step(message, 1);
  else if (key === "k") step(message, -1);
  else if (key === "x") message.querySelector(".pick input").click();
  else if (judgementOf(message, key)) judgementOf(message, key).click();
  else return;
  event.preventDefault();
}

/** The last of the list when the message itself, judged, is no longer among those shown. */
function goOn() {
  if (goesOnAt) focusOn(document.getElementById(goesOnAt) ?? messagesToJudge().at(-1));
  goesOnAt = null;
}

/** A press on a message gives it the focus, so that the keys are about it. */
function onPress(event) {
  const message = event.target.closest(`${LIST} .message`);
  if (message && !event.target.closest("button, a, input, label, summary")) focusOn(message);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onJudgement);
document.addEventListener("click", onPress);
document.addEventListener("htmx:afterSettle", goOn);
