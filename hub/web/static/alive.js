// Says in words when the hub is not heard any more, or the session has ended, and has everything asked anew once it is back.
(() => {
  "use strict";
  const SILENT_MS = 12000, LOOK_MS = 2000, PATIENCE_MS = 8000; // a beat comes every five seconds
  const live = document.getElementById("live"), again = document.getElementById("again");
  const place = live ? live.getAttribute("hx-sse:connect").replace(/events$/, "alive") : again && again.getAttribute("href");
  if (!place) return;
  let heardAt = Date.now(), state = "", isAsking = false;

  // As everywhere on the page: the home's own time.
  function clock(at) {
    const isTwelve = live.dataset.hours === "h12";
    const parts = { hour: isTwelve ? "numeric" : "2-digit", minute: "2-digit", hourCycle: live.dataset.hours, timeZone: live.dataset.zone };
    return new Intl.DateTimeFormat(isTwelve ? "en-US" : "en-GB", parts).format(at);
  }

  function say(now) {
    if (now === state) return;
    state = now;
    for (const name of ["gone", "out"]) {
      const words = document.getElementById(name);
      if (!words) continue;
      if (words.dataset.said && name === now) words.textContent = words.dataset.said.replace("…", clock(heardAt));
      words.hidden = name !== now;
    }
  }

  // What is shown may be from before: every part asks for itself.
  function back() {
    heardAt = Date.now();
    say("");
    htmx.trigger(live, "resync", {});
  }

  async function ask() {
    if (isAsking || document.hidden) return;
    isAsking = true;
    try {
      const answer = await fetch(place, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!live) { if (answer.status !== 503) location.reload(); }
      else if (answer.status === 204) state === "out" ? location.reload() : back();
      else if (answer.status === 401) say("out");
      else if (answer.status >= 500) say("gone");
    } catch { say("gone"); }
    finally { isAsking = false; }
  }

  setInterval(() => { if (!live || state === "gone" || !state && Date.now() - heardAt > SILENT_MS) ask(); }, LOOK_MS);
  if (!live) return;
  live.addEventListener("htmx:sse:before:message", event => {
    if (event.detail.message.event === "gone") return say("gone");
    heardAt = Date.now();
    say("");
  });
  live.addEventListener("htmx:sse:before:connection", event => {
    if (state === "out") event.preventDefault(); // nobody's stream is asked for no more
    else if (event.detail.connection.attempt) ask();
  });
  for (const name of ["htmx:sse:error", "htmx:response:error"]) document.addEventListener(name, ask);
  document.addEventListener("visibilitychange", ask); // a hidden tab has not listened
  // An order that reaches nobody would leave the page for the browser's own words.
  document.addEventListener("submit", event => {
    if (!state) return;
    event.preventDefault();
    document.getElementById(state).scrollIntoView({ block: "start" });
  });
})();
