/* For keyboard and screen reader users: gives parts drawn by Streamlit the roles and names they lack,
   focuses a page that is opened, and announces changes once. */
"use strict";
{
  const said = document.currentScript.dataset; // names, in the reader's language
  const MAIN = '[data-testid="stMain"]';
  const LINK = '[data-testid="stPageLink-NavLink"]';
  const HEADING = "h1[data-page]"; // refoulement/presentation/templates
  const SENTENCE = ".rm-sentence[data-tell]"; // ui/sentence.py
  const OPENED = '.st-key-panel h2[tabindex="-1"]'; // ui/panel.py; absent without a place, figure or event
  const AT_REST = '[data-test-script-state="notRunning"]';
  /* Head and foot become landmarks only outside the page's main part. */
  const ATTRIBUTES = {
    [`${MAIN}:has(.st-key-content)`]: { role: "group" },
    ".st-key-content": { role: "main" },
    ".st-key-banner": { role: "banner" },
    ".st-key-pages": { role: "navigation", "aria-label": said.pages },
    ".st-key-panel .stPagination [role]": { "aria-label": said.list },
    ".stCustomComponentV1": { "aria-label": said.map },
  };
  const status = document.createElement("div");
  let left = null; // the page from which a link was followed; null once another is shown
  let told = null; // what has been announced or was there at first, by selector

  function complete() {
    for (const [selector, attributes] of Object.entries(ATTRIBUTES))
      for (const element of document.querySelectorAll(selector))
        for (const [name, value] of Object.entries(attributes))
          if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    const page = document.querySelector(HEADING)?.dataset.page;
    for (const link of document.querySelectorAll(LINK)) {
      const isHere = link.getAttribute("href").replace(/[?#].*/, "").replace(/.*\//, "") === page;
      if (isHere !== link.hasAttribute("aria-current")) link.toggleAttribute("aria-current", isHere);
    }
    if (left !== null && page !== undefined && page !== left) turn();
    if (document.querySelector(AT_REST)) tell();
  }

  function turn() {
    [left, told] = [null, null]; // the heading of a page says enough
    document.querySelector(HEADING).focus();
  }

  function tell() {
    if (!document.querySelector(`${SENTENCE}, ${HEADING}`)) return; // nothing is drawn yet
    const now = {};
    const news = [];
    for (const selector of [SENTENCE, OPENED]) {
      const element = document.querySelector(selector);
      now[selector] = element ? (element.dataset.tell ?? element.textContent) : "";
      const isNew = told && told[selector] !== now[selector];
      // What has the focus is read out anyway. During playback there is no sentence.
      if (isNew && element !== document.activeElement) news.push(now[selector]);
    }
    if (told && !document.querySelector(SENTENCE)) now[SENTENCE] = told[SENTENCE];
    told = now;
    if (news.some(Boolean)) status.textContent = news.filter(Boolean).join(" ");
  }

  document.addEventListener(
    "click",
    ({ target }) => {
      if (target.closest?.(LINK)) left = document.querySelector(HEADING)?.dataset.page ?? null;
    },
    true,
  );
  status.setAttribute("role", "status");
  status.className = "rm-told";
  document.body.append(status);
  let isDue = false;
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      complete();
    });
  }).observe(document.getElementById("root"), {
    subtree: true,
    childList: true,
    attributeFilter: ["data-test-script-state", "data-tell", "href"],
  });
}
