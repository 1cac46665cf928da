/* The page: draws the state, and changes it when something is moved. */
const CLASS_MEASURES = ["population_0_14", "population_15_64", "population_65_plus"];
const LEVERS = ["tfr", "net", "year"];
let drawn = null; // what is on the page: {schedule, result, verdict}
let addressTimer = 0, speechTimer = 0, lastDraw = 0;

const shown = (measure, value) => (isShare(measure) ? percent(value) : whole(value));
const lever = (name, value) => (name === "tfr" ? fixed(value) : name === "net" ? signed(value) : t("year_value", { value }));
const shortTitle = (name) => pick(scenarios.get(name).short);
const currentName = () => (isChanged() ? t("current") : shortTitle(state.base));
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/* ---- the verdict ---- */
function sentences(result) {
  if (result.problem) return { state: "", first: t("failed_" + result.problem, { year: result.period }), rest: [] };
  const told = (one) => (one.scope === "set" ? one.measure !== "population" : !isChanged() && one.scenarios.includes(state.base));
  const checked = P.outlooks.filter(told).map((outlook) => check(outlook, result));
  const others = checked.map(otherSentence);
  const promised = mainOutlook(state.base), main = promised && check(promised, result);
  if (!main) {
    const value = whole(MEASURES.population(result, P.times.length - 1));
    return { state: "", first: t("no_outlook", { year: lastYear, value }), rest: others };
  }
  const difference = Math.round(main.value) - main.outlook.value;
  const near = main.met && (main.outlook.kind === "about" ? difference < 0 : false);
  const key = near ? "sentence_within" : difference < 0 ? "sentence_short" : difference > 0 ? "sentence_over" : "sentence_exact";
  const first = t(key, {
    year: main.outlook.year, value: whole(main.value), difference: whole(Math.abs(difference)),
    said: pick(main.outlook.said),
  });
  const rest = [];
  const above = main.side > 0 ? "_above" : "";
  if (main.never) rest.push(t("lost_never" + above));
  else if (main.lost) rest.push(t("lost" + above, { year: main.lost }));
  else if (main.later) rest.push(t("lost_later" + above, { year: main.later }));
  else rest.push(t("holds", { year: lastYear }));
  return { state: verdictOf(main), first, rest: [...rest, ...others], main, all: [main, ...checked] };
}
const verdictOf = ({ met, end }) => (met ? "met" : end > 0 ? "above" : "below");
function otherSentence(found) {
  const { outlook, value, met } = found, ofSet = outlook.scope === "set";
  const verdict = t(ofSet ? verdictOf(found) : met ? "agrees" : "differs").toLowerCase();
  const filled = { label: pick(P.labels[outlook.measure]), year: outlook.year, value: shown(outlook.measure, value), said: pick(outlook.said), verdict };
  return t(ofSet ? "sentence_other" : "sentence_published", filled);
}
function settingWords() {
  const words = [t(isChanged() ? "setting_from" : "setting_base", { title: pick(scenarios.get(state.base).title) })];
  if (state.tfr !== null) words.push(t("setting_tfr", { value: fixed(state.tfr), year: state.year }));
  if (state.net !== null) words.push(t("setting_net", { value: signed(state.net), year: state.year, after: t(state.after) }));
  return words.join(" ");
}
const MARKS = { met: "M4 11l4.5 4.5L18 5.5", below: "M11 4v14M5 12l6 6l6 -6", above: "M11 18V4M5 10l6 -6l6 6" };
function drawVerdict() {
  const said = drawn.verdict = sentences(drawn.result);
  $("badge").hidden = !said.state;
  putAttribute($("badge"), "data-state", said.state);
  put($("badge-text"), said.state ? t(said.state) : "");
  const pen = { d: MARKS[said.state] || "", fill: "none", stroke: "currentColor", "stroke-width": 3, "stroke-linecap": "round" };
  Nodes.show($("mark"), [Nodes.node("svg", { viewBox: "0 0 22 22", width: 18, height: 18 }, Nodes.node("path", pen))]);
  put($("sentence"), said.first);
  put($("detail"), said.rest.join(" "));
  put($("setting"), settingWords());
  drawStrip(said);
  clearTimeout(speechTimer); // a screen reader hears where the slider came to rest, not every stop on the way
  speechTimer = setTimeout(() => { $("spoken").textContent = [$("badge-text").textContent, said.first, ...said.rest].join(" "); }, 700);
}

/* On a narrow screen the answer stays at the top while the sliders are moved. */
function drawStrip({ state: how, main }) {
  if (!main) return Nodes.show($("strip"), [drawn.verdict.first], Nodes.HTML);
  const words = signed(Math.round(main.value) - main.outlook.value);
  return Nodes.show($("strip"), [
    Nodes.node("span", {}, `${t("year_value", { value: main.outlook.year })} ${whole(main.value)}`),
    Nodes.node("span", { "data-state": how }, `${t(how)} ${words}`),
  ], Nodes.HTML);
}

/* ---- the charts ---- */
const dark = matchMedia("(prefers-color-scheme: dark)"), printing = matchMedia("print");
const colors = () => (dark.matches && !printing.matches ? Charts.DARK : Charts.LIGHT);
const shownIndex = () => P.times.indexOf(state.shown);
const xOf = (name) => P.times.map((time) => time + scenarios.get(name).part);
const compared = () => {
  const other = state.compare && scenarios.get(state.compare);
  return other && !other.result.problem && (isChanged() || state.compare !== state.base) ? other : null;
};
/* The axes stay where they are while sliders move, unless what is drawn would leave them. */
const drawable = [...scenarios.values()].filter((one) => !one.result.problem);
const totalsOf = new Map(drawable.map((one) => [one.name, series(one.result, "population")]));
const fixedValues = [
  ...[...totalsOf.values()].flat(), ...P.observed.map((point) => point.value),
  ...P.published.flatMap((one) => one.points.map((point) => point[2])),
  ...P.outlooks.filter((outlook) => outlook.measure === "population").map((outlook) => outlook.value),
];
const cellsAt = (result, k) => {
  const n = P.ages.length, from = k * 2 * n;
  return { male: [...result.population.subarray(from, from + n)], female: [...result.population.subarray(from + n, from + 2 * n)] };
};
const mostInPyramid = Math.max(0, ...drawable.map((one) => one.result.population.reduce((most, value) => Math.max(most, value), 0)));

/* The colours of the story: a scenario has the same one in every output. One that is drawn nowhere else, and a setting, are ink. */
const colourOf = (one, c) => (one.role === "main" ? one.colour : c.ink);
const currentColour = (c) => (isChanged() ? c.ink : colourOf(scenarios.get(state.base), c));
function totalChart(width, c) {
  const ok = !drawn.result.problem, now = ok ? series(drawn.result, "population") : [], other = compared();
  const all = [...fixedValues, ...now], low = Math.min(...all), high = Math.max(...all);
  const ofScenario = (role, one) => ({ role, name: shortTitle(one.name), color: colourOf(one, c), x: xOf(one.name), y: totalsOf.get(one.name) });
  const lines = drawable
    .filter((one) => one.role === "main" && one !== other && (isChanged() || one.name !== state.base))
    .map((one) => ofScenario("other", one));
  if (other) lines.push(ofScenario("compare", other));
  lines.push({ role: "current", name: currentName(), color: currentColour(c), x: ok ? xOf(state.base) : [], y: now });
  const part = scenarios.get(state.base).part, main = drawn.verdict.main;
  const sameAsMain = (one) => main && one.year === main.outlook.year && one.value === main.outlook.value;
  const drawnOutlooks = populationOutlooks.filter((one) => (main && one === main.outlook) || !sameAsMain(one));
  const outlooks = drawnOutlooks.map((outlook) => ({
    x: outlook.year + part, value: outlook.value, from: launchYear + part, words: t("outlook", { target: pick(outlook.said) }),
    gap: main && outlook === main.outlook ? { value: main.value, met: main.met, words: signed(Math.round(main.value) - outlook.value) } : null,
  }));
  const first = Math.min(launchYear, ...P.observed.map((point) => point.x), ...P.published.flatMap((one) => one.points[0][0]));
  const last = Math.max(...P.scenarios.map((one) => lastYear + one.part), ...P.published.flatMap((one) => one.points[one.points.length - 1][0]));
  return Charts.totals({
    width, c, series: lines, outlooks, observed: P.observed, published: P.published, years: [Math.floor(first), last],
    range: [low - (high - low) * 0.05, high + (high - low) * 0.04], number: whole,
    shown: { index: shownIndex(), x: state.shown + part, year: state.shown },
    label: t("total_alt", { first: launchYear, last: lastYear, verdict: drawn.verdict.first + " " }),
    words: {
      outlook: t("outlook", { target: "" }).trim(), observed: t("observed"),
      published: P.published.map((one, i) => (i ? "" : t("published")) + pick(one.name) + (i + 1 < P.published.length ? t("comma") : "")),
    },
  });
}
function classWords(k) {
  const values = CLASS_MEASURES.map((measure) => MEASURES[measure](drawn.result, k));
  return { young: whole(values[0]), middle: whole(values[1]), old: whole(values[2]), year: state.shown, values };
}
function pyramidChart(width, c) {
  const k = shownIndex(), other = compared();
  return Charts.pyramid({
    width, c, ages: P.ages, number: whole, current: cellsAt(drawn.result, k), compare: other && cellsAt(other.result, k),
    launch: k > 0 ? cellsAt(drawn.result, 0) : null, most: drawn.result.population.reduce((most, value) => Math.max(most, value), mostInPyramid) * 1.02,
    label: t("pyramid_alt", classWords(k)),
    compareColor: other && colourOf(other, c),
    words: { male: t("male"), female: t("female"), launch: t("launch_outline", { year: launchYear }), compare: other && shortTitle(other.name) },
  });
}
function classChart(width, c) {
  const k = shownIndex(), other = compared(), said = classWords(k);
  const edge = P.times.length - 1, all = MEASURES.population(drawn.result, edge);
  const most = Math.max(...fixedValues.slice(0, drawable.length * P.times.length), ...series(drawn.result, "population"));
  return Charts.classes({
    width, c, x: xOf(state.base), number: whole, most, label: t("classes_alt", said),
    classes: CLASS_MEASURES.map((measure) => series(drawn.result, measure)),
    compare: other && CLASS_MEASURES.map((measure) => series(other.result, measure)),
    shown: { index: k, x: state.shown + scenarios.get(state.base).part, year: state.shown },
    compareColor: other && colourOf(other, c),
    words: { edge: t("year_value", { value: lastYear }), names: [t("class_0_14"), t("class_15_64"), t("class_65")],
      shares: CLASS_MEASURES.map((measure) => percent(MEASURES[measure](drawn.result, edge) / all)), compare: other && shortTitle(other.name) },
  });
}
const CHARTS = { total: totalChart, map: mapChart, pyramid: pyramidChart, classes: classChart };
const widths = { total: 0, map: 0, pyramid: 0, classes: 0 };
function measureWidths() {
  for (const name of Object.keys(CHARTS)) widths[name] = Math.max(240, Math.floor($("chart-" + name).clientWidth));
}
function drawCharts() {
  $("map").hidden = !Combinations.usable();
  for (const [name, chart] of Object.entries(CHARTS)) {
    const fine = name === "total" || (name === "map" ? Combinations.usable() : !drawn.result.problem);
    Nodes.show($("chart-" + name), fine ? [chart(widths[name], colors())] : []);
  }
  const year = state.shown;
  put($("pyramid-heading"), t("pyramid", { year }));
  put($("figures-heading"), t("figures", { year }));
  drawFigures();
  if ($("table-details").open) drawTable();
}

/* ---- tables ---- */
const TABLED = ["population", ...CLASS_MEASURES, "share_65_plus", "share_75_plus", "women_20_39"];
const FLOWS = ["births", "deaths", "net"];
function row(cells, head) {
  return Nodes.node("tr", {}, ...cells.map((cell, i) => Nodes.node(head || i === 0 ? "th" : "td", head ? { scope: "col" } : i === 0 ? { scope: "row" } : {}, ...(i || head ? [cell] : unbroken(cell)))));
}
/* A label, what is in its brackets and its ages each in one piece. */
const unbroken = (label) => label.split(/(（.*）|\d+-\d+)/).map((part, i) => (i % 2 ? Nodes.node("span", { class: "whole" }, part) : part)).filter(Boolean);
function drawFigures() {
  const other = compared(), k = shownIndex(), p = P.periods.indexOf(state.shown);
  const names = [t("measure"), currentName(), ...(other ? [shortTitle(other.name), t("difference")] : [])];
  const body = [];
  // a difference is that of the numbers as they are shown
  const add = (label, a, b, digits, show, sign) => {
    const at = (value) => Math.round(value * 10 ** digits) / 10 ** digits;
    body.push(row([label, show(a), ...(other ? [show(b), sign(at(a) - at(b))] : [])]));
  };
  if (!drawn.result.problem) {
    for (const measure of TABLED) {
      const part = isShare(measure), sign = part ? (v) => t("points", { value: (v >= 0.0005 ? "+" : "") + fixed(v * 100, 1) }) : signed;
      const of = (result) => MEASURES[measure](result, k);
      add(pick(P.labels[measure]), of(drawn.result), other && of(other.result), part ? 3 : 0, (v) => shown(measure, v), sign);
    }
    if (p >= 0) {
      for (const flow of FLOWS) add(t(flow + "_year"), drawn.result[flow][p] / P.step, other && other.result[flow][p] / P.step, 0, flow === "net" ? signed : whole, signed);
      const own = drawn.schedule.tfr, theirs = other && other.schedule.tfr;
      if (own && (!other || theirs)) add(t("tfr_year"), own[p], theirs && theirs[p], 2, fixed, (v) => (v > 0.005 ? "+" : "") + fixed(v));
    }
  }
  Nodes.show($("figures"), [Nodes.node("thead", {}, row(names, true)), Nodes.node("tbody", {}, ...body)], Nodes.HTML);
}
function drawTable() {
  const columns = [["year", ...P.times.map(String)]], other = compared();
  columns[0][0] = t("shown");
  const add = (name, values) => columns.push([name, ...values.map(whole)]);
  if (!drawn.result.problem) add(currentName(), series(drawn.result, "population"));
  for (const one of drawable) if (one === other || isChanged() || one.name !== state.base) add(shortTitle(one.name), totalsOf.get(one.name));
  for (const one of P.published) {
    columns.push([pick(one.name), ...P.times.map((time) => { const point = one.points.find(([, year]) => year === time); return point ? whole(point[2]) : ""; })]);
  }
  const rows = columns[0].map((_, i) => row(columns.map((column) => column[i]), i === 0));
  Nodes.show($("table"), [Nodes.node("thead", {}, rows[0]), Nodes.node("tbody", {}, ...rows.slice(1))], Nodes.HTML);
}

/* ---- everything at once ---- */
function draw() {
  const start = performance.now();
  drawn = current();
  drawVerdict();
  syncControls();
  drawCharts();
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => history.replaceState(null, "", toAddress()), 250);
  lastDraw = performance.now() - start;
}
