/* Streamlit leaves in the browser, for ever, a note of every page that was opened. Such notes are
   taken away, and not left again. */
"use strict";
{
  const isTrace = (name) => String(name).startsWith("stActiveTheme");
  try {
    Object.keys(localStorage).filter(isTrace).forEach((name) => localStorage.removeItem(name));
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      if (!isTrace(name)) keep.call(this, name, value);
    };
  } catch {
    // A browser that keeps nothing has no traces either.
  }
}
