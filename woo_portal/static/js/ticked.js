// How many messages are ticked, in the heading of the bar with what can be done with them. Without it the bar does the same.

/** What the boxes of whole conversations, whole days and single messages hold together, each message once. */
function ticked(form) {
  const conversations = new Map();
  for (const box of form.querySelectorAll("[data-whole=gesprek]:checked")) {
    conversations.set(box.closest("[data-chat]").dataset.chat, Number(box.dataset.count));
  }
  let count = 0;
  for (const messages of conversations.values()) count += messages;
  for (const box of form.querySelectorAll("[data-whole=dag]:checked")) {
    if (!conversations.has(box.closest("[data-chat]").dataset.chat)) count += Number(box.dataset.count);
  }
  for (const box of form.querySelectorAll(".message .pick input:checked")) {
    const piece = box.closest("[data-chat]");
    if (!conversations.has(piece?.dataset.chat) && !piece?.querySelector("[data-whole=dag]:checked")) count += 1;
  }
  return count;
}

function tell() {
  for (const place of document.querySelectorAll("[data-ticked]")) {
    place.textContent = ` (${ticked(place.closest("form")).toLocaleString("nl")})`;
  }
}

tell();
document.addEventListener("change", tell);
document.addEventListener("htmx:afterSettle", tell);
window.addEventListener("pageshow", tell);
