/* The colours of the page around this frame: light or dark, as the reader has chosen there. A file
   opened on its own has no page around it and follows the reader's system (map.css). */
const mapTheme = (() => {
  "use strict";

  /* Follows the theme of the page. Streamlit tells each frame to redraw when the theme changes. */
  function follow(page) {
    const take = () => {
      const app = page.querySelector(".stApp");
      if (app) document.documentElement.dataset.theme = getComputedStyle(app).colorScheme;
    };
    take();
    addEventListener("message", ({ data }) => data?.type === "streamlit:render" && take());
  }

  return { follow };
})();
