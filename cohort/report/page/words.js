/* Words and numbers as the page shows them: in the language that is set. */
const $ = (id) => document.getElementById(id);
const t = (key, filled = {}) => P.texts[state.language][key].replace(/\{(\w+)\}/g, (_, name) => filled[name] ?? "");
const pick = (both) => both[state.language];
const wholes = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const minus = (words) => words.replace("-", state.language === "ja" ? "△" : "−"); // as Japanese plans print a fall
const whole = (value) => minus(wholes.format(Math.round(value) || 0));
const signed = (value) => (Math.round(value) > 0 ? "+" : "") + whole(value);
const fixed = (value, digits = 2) => minus(value.toFixed(digits));
const percent = (value) => t("share", { value: fixed(value * 100, 1) });
