// The visit page on a weak connection: a form that cannot be sent is kept for this tab only, and sent again when it can.
// The server counts a form once by its form_key, so sending twice is harmless. What was sent is forgotten at once.
(() => {
  "use strict";

  const KEPT = "tijdig-waiting";
  const bar = document.getElementById("queue");
  const read = () => JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  const write = (all) => (all.length ? sessionStorage.setItem(KEPT, JSON.stringify(all)) : sessionStorage.removeItem(KEPT));
  const tell = (text) => { bar.querySelector("[data-told]").textContent = text; bar.hidden = !text; };

  const post = async (one) => {
    const answer = await fetch(one.to, { method: "POST", body: new URLSearchParams(one.fields), headers: { "X-Queued": "1" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.ok) return "sent";
    return answer.status >= 500 ? "later" : "refused";
  };

  let busy = false;
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let all = read(); all.length; all = read()) {
        const result = await post(all[0]);
        if (result === "later") throw new Error("later");
        write(read().slice(1));
        if (result === "refused") { tell("Een uitkomst kon niet worden opgeslagen. Open de zaak en leg die daar vast."); return; }
      }
      tell("");
    } catch {
      const count = read().length;
      tell(`Geen verbinding. ${count === 1 ? "1 uitkomst wacht" : count + " uitkomsten wachten"} en gaat vanzelf weg zodra het kan. Houd deze pagina open.`);
    } finally { busy = false; }
  };

  for (const form of document.querySelectorAll("form[data-queue]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = [...new FormData(form, event.submitter)];
      write([...read(), { to: form.action, fields }]);
      await send();
      if (!read().length && bar.hidden) { location.assign(form.dataset.next); return; }
      const card = form.closest("[data-card]");
      card.querySelectorAll("button").forEach((button) => (button.disabled = true));
      card.querySelector("[data-kept]").hidden = false;
    });
  }

  window.addEventListener("online", send);
  setInterval(() => { if (read().length) send(); }, 15000);
  if (read().length) send();
})();
