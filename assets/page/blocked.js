/* If the page cannot connect to its server, it stays empty: this says so, and where the data can be had
   without. It watches the page's WebSocket rather than how long drawing takes: a slow machine is not
   a blocked one. */
"use strict";
{
  const PATIENCE = 7000; // milliseconds for a connection to open, from the first attempt
  const ENOUGH = 2; // connections that end before anything has come
  const FULL = 1013; // “try again later”: the server gives the reason itself
  const NAME = "/_stcore/stream";
  const root = new URL("..", document.currentScript.src);
  const said = document.currentScript.dataset; // the texts, in the reader's language
  let [isConnected, ended, patience, latest, notice] = [false, 0, 0, null, null];

  const link = (path, text) => {
    const query = new URLSearchParams(location.search);
    query.delete("data"); // means that a file of one's own was shown, which is not available there
    const anchor = document.createElement("a");
    anchor.href = `${new URL(path, root)}?${query}`.replace(/\?$/, "");
    anchor.textContent = text;
    anchor.style.cssText = "color: LinkText; text-decoration: underline;";
    return anchor;
  };

  /* Grey placeholder bars would suggest that something is still to come. */
  const showRest = (isShown) => {
    const rest = document.getElementById("root");
    if (rest) rest.style.visibility = isShown ? "" : "hidden";
  };

  function tell(reason) {
    if (isConnected || notice) return;
    notice = document.createElement("div");
    notice.setAttribute("role", "alert");
    notice.className = "rm-blocked";
    notice.style.cssText =
      "position: fixed; z-index: 2000000; inset: 1rem 1rem auto; max-width: 44rem; " +
      "margin: 0 auto; padding: 0.9rem 1.1rem; border: 1px solid GrayText; " +
      "border-left: 4px solid #b8860b; border-radius: 4px; color-scheme: light dark; " +
      "background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif;";
    showRest(false);
    document.body.append(notice);
    const links = {
      "%(table)s": link("api/reports.csv", said.table),
      "%(file)s": link("api/reports.html", said.file),
    };
    const rest = said.rest.split(/(%\(\w+\)s)/).map((part) => links[part] ?? part);
    notice.append(`${reason} `, ...rest);
  }

  const tellBlocked = () => tell(said.blocked);

  function watch(socket) {
    latest = socket;
    let hasEnded = false;
    const end = (event) => {
      if (hasEnded || isConnected) return;
      hasEnded = true;
      ended += 1;
      if (event.code === FULL && event.reason) tell(event.reason);
      else if (ended >= ENOUGH) tellBlocked();
    };
    socket.addEventListener("close", end);
    socket.addEventListener("message", () => {
      isConnected = true;
      clearTimeout(patience);
      if (notice) showRest(true);
      notice?.remove();
    });
    patience ||= setTimeout(() => {
      if (latest.readyState !== WebSocket.OPEN) tellBlocked();
    }, PATIENCE);
  }

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      if (!isConnected && new URL(this.url).pathname.endsWith(NAME)) watch(this);
    }
  };
}
