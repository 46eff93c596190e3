// Dragging over the bars of the hits asks for the period they cover. Without it each bar leads to its own period, and the
// fields Van and Tot take any.

const BAR = ".histogram__plot a";

/** The bar a drag began at, and those it has covered since; null while nothing is dragged. */
let drag = null;

const periodOf = (bar) => new URL(bar.href.baseVal, location.href).searchParams;

function barAt(event) {
  const bar = document.elementFromPoint(event.clientX, event.clientY)?.closest(BAR);
  return bar && bar.closest("svg") === drag.from.closest("svg") ? bar : null;
}

function cover(to) {
  const bars = [...drag.from.closest("svg").querySelectorAll("a")];
  const [first, last] = [bars.indexOf(drag.from), bars.indexOf(to)].sort((one, other) => one - other);
  drag.covered = bars.slice(first, last + 1);
  for (const bar of bars) bar.classList.toggle("is-covered", drag.covered.includes(bar));
}

function onPress(event) {
  const from = event.button === 0 && event.target.closest?.(BAR);
  if (from) drag = { from, covered: [from] };
}

function onMove(event) {
  if (!drag) return;
  const bar = barAt(event);
  if (bar) cover(bar);
}

/** One bar is a press on its link; more are the period from the first to the last. */
function onRelease() {
  const covered = drag?.covered ?? [];
  stop();
  if (covered.length < 2) return;
  const address = new URL(covered[0].href.baseVal, location.href);
  address.searchParams.set("tot", periodOf(covered.at(-1)).get("tot"));
  // The press that ends the drag is also a press on the bar beneath; that one is not followed.
  document.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
  location.assign(address);
}

function stop() {
  for (const bar of document.querySelectorAll(`${BAR}.is-covered`)) bar.classList.remove("is-covered");
  drag = null;
}

document.addEventListener("pointerdown", onPress);
document.addEventListener("pointermove", onMove);
document.addEventListener("pointerup", onRelease);
document.addEventListener("pointercancel", stop);
document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
document.addEventListener("dragstart", (event) => event.target.closest?.(BAR) && event.preventDefault());
