// The visit page on a weak connection: a form that cannot be sent is kept for this tab only, and sent again when it can.
// The server counts a form once by its form_key, so sending twice is harmless. What was sent is forgotten at once.
(() => {
  "use strict";

  const KEPT = "tijdig-waiting";
  const bar = document.getElementById("queue");
  if (!bar) return;
  const told = bar.querySelector("[data-told]");
  const again = bar.querySelector("[data-login]");
  const read = () => JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  const write = (all) => (all.length ? sessionStorage.setItem(KEPT, JSON.stringify(all)) : sessionStorage.removeItem(KEPT));
  const tell = (text, login = false) => { told.textContent = text; again.hidden = !login; bar.hidden = !text; };
  const waiting = (count) => (count === 1 ? "1 uitkomst wacht" : `${count} uitkomsten wachten`);

  // The token of this page, not the one of when the form was kept: somebody may have signed in again since.
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const post = async (one) => {
    const body = new URLSearchParams(one.fields);
    if (token()) body.set("csrfmiddlewaretoken", token());
    const answer = await fetch(one.to, { method: "POST", body });
    if (answer.status === 403 || new URL(answer.url).pathname.startsWith("/inloggen/")) return "login";
    if (answer.ok) return "sent";
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
        if (result === "login") { tell(`${waiting(all.length)}. Log opnieuw in; daarna gaat het vanzelf weg.`, true); return; }
        write(read().slice(1));
        if (result === "refused") {
          const note = new URLSearchParams(all[0].fields).get("notitie");
          tell(`Een uitkomst kon niet worden opgeslagen. Leg haar vast bij de zaak.${note ? ` Uw notitie was: ${note}` : ""}`);
          return;
        }
      }
      tell("");
    } catch {
      tell(`Geen verbinding. ${waiting(read().length)} en gaat vanzelf weg zodra het kan. Houd deze pagina open.`);
    } finally { busy = false; }
  };

  for (const form of document.querySelectorAll("form[data-queue]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      write([...read(), { to: form.action, fields: [...new FormData(form, event.submitter)] }]);
      const card = form.closest("[data-card]");
      card.querySelectorAll("button").forEach((button) => (button.disabled = true));
      await send();
      if (!read().length && bar.hidden) { location.assign(form.dataset.next); return; }
      card.querySelector("[data-kept]").hidden = !read().length;
    });
  }

  // Sent behind somebody's back: the address on the screen may be done now. What is being typed stays.
  const typing = () => [...document.querySelectorAll("form[data-queue] textarea")]
    .some((text) => text.value && !text.form.querySelector("button").disabled);
  const sendLater = async () => {
    if (!read().length || busy) return;
    await send();
    if (!read().length && bar.hidden && !typing()) location.assign(location.pathname);
  };
  window.addEventListener("online", sendLater);
  setInterval(sendLater, 15000);
  sendLater();
})();
