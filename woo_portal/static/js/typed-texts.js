// What is typed in a long text waits in this tab of the browser until it is saved, and is offered back when the page is
// opened again: the session may have ended meanwhile, or the page was left. Without this a text lives only on the page.
//
// It never reaches somebody else: each text carries the account that typed it, and goes when another one logs in, when the
// account logs out, in whichever tab, and with the tab itself.

const TYPED = "woo.getypt";
const SENT = "woo.verstuurd";
const SUCCESS = "#meldingen .alert--success, #meldingen .review-done__line:not(.quiet)";

/** The account that is logged in; empty on the log-in page, and on a page that cannot tell. */
const user = document.body.dataset.user ?? "";

// --- The store -----------------------------------------------------------------------------------------------------

/** What `work` gives, or nothing where the browser keeps no storage or it is full: then nothing is kept. */
function withStorage(work) {
  try {
    return work(sessionStorage);
  } catch {
    return undefined;
  }
}

/** Every text that waits: {key, user, form, field, text, at}, the first typed first. */
function waiting() {
  const read = (storage) =>
    Object.keys(storage)
      .filter((key) => key.startsWith(`${TYPED} `))
      .map((key) => ({ key, ...JSON.parse(storage.getItem(key)) }));
  return (withStorage(read) ?? []).sort((one, other) => one.at - other.at);
}

function forget(texts) {
  for (const { key } of texts) withStorage((storage) => storage.removeItem(key));
}

function forgetAll() {
  forget(waiting());
  withStorage((storage) => storage.removeItem(SENT));
}

// --- Typing --------------------------------------------------------------------------------------------------------

/** The key under which a field keeps what is typed in it now; what was typed on an earlier page has keys of its own. */
const keys = new WeakMap();

const isLongText = (element) => element.matches("textarea") && element.form?.dataset.keeps !== undefined;

/** Keep what stands in the field, when that is anything else than what the page came with. */
function keep(area) {
  const isTyped = area.value.trim() && area.value !== area.defaultValue;
  if (!keys.has(area)) {
    if (!isTyped) return;
    keys.set(area, `${TYPED} ${Date.now()} ${Math.random()}`);
  }
  const text = { user, form: area.form.dataset.keeps, field: area.name, text: area.value, at: Date.now() };
  if (isTyped) withStorage((storage) => storage.setItem(keys.get(area), JSON.stringify(text)));
  else forget([{ key: keys.get(area) }]);
}

function onInput(event) {
  if (user && isLongText(event.target)) keep(event.target);
}

/** Note which form goes: the page that follows tells whether it was saved. */
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.logsOut !== undefined) {
    forgetAll();
    otherTabs.postMessage("uitgelogd");
  } else if (form.dataset.keeps !== undefined && event.submitter?.dataset.savesNothing === undefined) {
    withStorage((storage) => storage.setItem(SENT, form.dataset.keeps));
  }
}

// --- Offering back -------------------------------------------------------------------------------------------------

const zone = { timeZone: "Europe/Amsterdam" };
const day = new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "long", ...zone });
const clock = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit", ...zone });

/** When a text was typed: "om 14.03 uur", and on which day if that is not today. */
function moment(at) {
  const time = `om ${clock.format(at).replace(":", ".")} uur`;
  return day.format(at) === day.format(Date.now()) ? time : `op ${day.format(at)} ${time}`;
}

function button(label, onPress) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "utrecht-button utrecht-button--secondary-action";
  made.textContent = label;
  made.addEventListener("click", onPress);
  return made;
}

/** Put what was typed back in its field. What stands there now, if anybody typed it, is offered in its place. */
function putBack(area, typed, line) {
  const replaced = keys.get(area);
  keys.set(area, typed.key);
  area.value = typed.text;
  line.remove();
  for (const text of waiting()) if (text.key === replaced) offer(area, text);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  point();
}

/** Say above the field that this was typed and not saved, with the two ways on. */
function offer(area, typed) {
  const line = document.createElement("div");
  line.className = "alert alert--warning typed-text";
  line.dataset.typed = area.id;
  const said = document.createElement("p");
  said.textContent = `Wat u ${moment(typed.at)} typte is niet opgeslagen.`;
  const row = document.createElement("div");
  row.className = "button-row";
  const throwAway = () => {
    forget([typed]);
    line.remove();
    area.focus();
    point();
  };
  row.append(
    button("Terugzetten", () => putBack(area, typed, line)),
    button("Weggooien", throwAway),
  );
  line.append(said, row);
  area.before(line);
  for (let folded = area.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
}

/** At the top of the page, where what was just done is said: that further down something was not saved. */
function point() {
  const first = document.querySelector(".typed-text");
  document.getElementById("niet-opgeslagen")?.remove();
  if (!first) return;
  const line = document.createElement("div");
  line.id = "niet-opgeslagen";
  line.className = "alert alert--warning";
  const said = document.createElement("p");
  const link = document.createElement("a");
  link.href = `#${first.dataset.typed}`;
  link.textContent = "Ga naar de tekst";
  said.append("Op deze pagina staat een tekst die u typte en die niet is opgeslagen. ", link);
  line.append(said);
  document.getElementById("meldingen")?.append(line);
}

const seen = new WeakSet();

/** Offer what waits for the fields of this page. A text that the page came with was saved after all, unless it was refused. */
function offerAll(wasRefused) {
  const own = waiting().filter((text) => text.user === user);
  for (const area of document.querySelectorAll("form[data-keeps] textarea")) {
    if (seen.has(area)) continue;
    seen.add(area);
    for (const text of own) {
      if (text.form !== area.form.dataset.keeps || text.field !== area.name) continue;
      if (text.text.trim() === area.defaultValue.trim()) {
        if (!wasRefused) forget([text]);
      } else if (text.text !== area.value) offer(area, text);
    }
  }
  point();
}

/** What was sent on the page before was saved when this one says so. True when it says nothing of the kind. */
function wasRefused() {
  const sent = withStorage((storage) => storage.getItem(SENT));
  withStorage((storage) => storage.removeItem(SENT));
  if (!sent) return false;
  if (!user || !document.querySelector(SUCCESS)) return true;
  forget(waiting().filter((text) => text.form === sent && text.user === user));
  return false;
}

// --- The page as it comes ------------------------------------------------------------------------------------------

const otherTabs = new BroadcastChannel("woo.uitgelogd");
otherTabs.addEventListener("message", forgetAll);
if (user) forget(waiting().filter((text) => text.user !== user));
const refused = wasRefused();
if (user) offerAll(refused);
for (const told of document.querySelectorAll("[data-typed-is-kept]")) told.hidden = !waiting().length;
document.addEventListener("input", onInput);
document.addEventListener("submit", onSubmit);
document.addEventListener("htmx:afterSettle", () => user && offerAll(false));
