/* What readers are told, in words sent by the server (refoulement/presentation/sentences.py): only
   values are filled in here, and numbers choose the form. Values are HTML, escaped by the server, or
   numbers. */
const sentences = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;

  let words = null;

  /* Takes the words; must come before anything is said. */
  function speak(given) {
    words = given;
  }

  const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  /* A message with its values filled in; a missing one is an error. */
  function fill(message, values) {
    return message.replace(/%(?:\((\w+)\)s|%)/g, (place, name) => {
      if (place === "%%") return "%";
      if (!(name in values)) throw new Error(`no value for ${name}: ${message}`);
      return typeof values[name] === "number" ? thousands(values[name]) : values[name];
    });
  }

  const form = (forms, number) => forms[words.plurals[number < 100 ? number : 100 + (number % 100)]];

  const say = (key, values = {}) => fill(words.said[key], values);

  const sayCount = (key, count, values = {}) => fill(form(words.counts[key], count), { ...values, count });

  const leftOut = (reason, count) => fill(form(words.leftOut[reason], count), { count });

  /* A figure in words, depending on what is known of it. */
  const figure = (key, values = {}) => fill(words.figures[key], values);

  /* A day, given as a number. */
  function day(number) {
    const date = new Date(number * DAY);
    const [year, month] = [String(date.getUTCFullYear()), words.months[date.getUTCMonth()]];
    return fill(words.day, { day: String(date.getUTCDate()), month, year });
  }

  /* The years covered by all statements; empty if none has a date. */
  const years = () => words.years;

  return { speak, thousands, say, sayCount, leftOut, figure, day, years };
})();
