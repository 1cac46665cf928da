/* The controls: they show the state, and every change goes through set(). */
const RANGES = { tfr: tfrRange, net: netRange, year: [P.periods[0], P.periods[P.periods.length - 1]] };

function set(changes) {
  const settings = ["base", "tfr", "net", "year", "after", "goalTarget", "goalYear"];
  if (settings.some((key) => key in changes)) $("goal-answer").replaceChildren(); // it was the answer to other settings
  Object.assign(state, changes);
  draw();
}
function setLever(name, value) {
  if (name !== "year") return set({ [name]: value });
  // the year belongs to what was changed; if nothing was yet, both targets start from where the sliders stand
  const untouched = !isChanged();
  set({ year: value, ...(untouched && canMove("tfr") ? { tfr: rounded("tfr") } : {}), ...(untouched && canMove("net") ? { net: rounded("net") } : {}) });
}
const rounded = (name) => Number(standing(name).toFixed(name === "tfr" ? 2 : 0));
function canMove(name) {
  const own = scenarios.get(state.base);
  return name === "tfr" ? Boolean(own.schedule.tfr) : name === "net" ? Boolean(own.schedule.scaledRate) && !own.result.problem : true;
}

function syncControls() {
  for (const input of document.querySelectorAll("input[name=scenario]")) input.checked = input.value === state.base;
  for (const input of document.querySelectorAll("input[name=after]")) {
    input.checked = input.value === state.after;
    input.disabled = !canMove("net");
  }
  for (const name of LEVERS) {
    const slider = $(name), number = $(name + "-number"), usable = canMove(name);
    slider.disabled = number.disabled = !usable;
    if (usable) {
      const value = name === "year" ? state.year : standing(name);
      slider.value = value;
      putAttribute(slider, "aria-valuetext", lever(name, value));
      const words = name === "tfr" ? value.toFixed(2) : String(Math.round(value));
      if (document.activeElement !== number && number.value !== words) number.value = words;
      number.removeAttribute("aria-invalid");
    }
    const tag = $("tag-" + name);
    if (!tag) continue;
    putAttribute(tag, "data-changed", String(state[name] !== null));
    put(tag, !usable ? t("unavailable") : t(state[name] !== null ? "changed" : "as_scenario"));
  }
  $("reset").disabled = !isChanged();
  $("shown").value = state.shown;
  putAttribute($("shown"), "aria-valuetext", t("year_value", { value: state.shown }));
  put($("shown-value"), t("year_value", { value: state.shown }));
  $("compare").value = state.compare;
  for (const [id, key] of [["goal-target", "goalTarget"], ["goal-year", "goalYear"]]) {
    if (document.activeElement !== $(id)) $(id).value = state[key];
  }
  put($("goal-button"), t("goal_button", { target: whole(state.goalTarget) }));
}

/* ---- words that change with the language alone ---- */
function writeWords() {
  document.documentElement.lang = state.language;
  document.title = $("title").textContent = pick(P.question);
  $("area").textContent = `${pick(P.area.name)} (${P.area.code})`;
  $("date").textContent = t("date", { date: pick(P.date) });
  $("headline").textContent = pick(P.headline);
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = t(one.dataset.text);
  for (const one of document.querySelectorAll("[data-names]")) one.setAttribute("aria-label", t("exact", { label: t(one.dataset.names) }));
  for (const one of document.querySelectorAll("[data-picture]")) {
    one.setAttribute("aria-label", t("png_of", { label: { total: t("total"), pyramid: t("pyramid", { year: "" }).replace(/[,（(].*$/, ""), classes: t("classes"), map: t("map") }[one.dataset.picture] }));
  }
  $("languages").setAttribute("aria-label", t("language"));
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", button.dataset.language === state.language);
  writeScenarios();
  $("source-list").replaceChildren(...P.sources.map((one) => element("li", {}, pick(one))));
  $("sources").hidden = !P.sources.length;
  $("takes-list").replaceChildren(...P.takes.flatMap(answer));
  $("takes").hidden = !P.takes.length;
  for (const name of ["readings", "chance"]) {
    $(name).hidden = !P[name];
    if (!P[name]) continue;
    $(name + "-picture").dataset.hint = t("sideways");
    $(name + "-list").replaceChildren(...P[name].said.map((said) => element("li", {}, pick(said))));
    $(name + "-picture").replaceChildren(element("img", { src: "data:image/svg+xml;base64," + pick(P[name].picture), alt: pick(P[name].alt) }));
  }
  $("goal-answer").replaceChildren();
}
/* An answer of the report: its sentences, and its tables behind a button. The first one stands open under the heading. */
function answer(one, number) {
  const list = element("ul", {}, ...one.said.map((said) => element("li", {}, pick(said))));
  const tables = one.tables.map((table) => {
    const rows = pick(table.rows).map((cells, i) => element("tr", {}, ...cells.map((words, j) =>
      element(i && j ? "td" : "th", { scope: i ? "row" : "col", ...(table.left[j] ? { class: "left" } : {}) }, words))));
    const body = element("table", {}, element("caption", {}, pick(table.title)), element("thead", {}, rows[0]), element("tbody", {}, ...rows.slice(1)));
    return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": pick(table.title) }, body);
  });
  const charts = one.charts.map(barChart);
  if (number === 0) return [list, ...charts, ...(tables.length ? [element("details", {}, element("summary", {}, t("table")), ...tables)] : [])];
  return [element("details", {}, element("summary", {}, pick(one.title)), list, ...charts, ...tables)];
}
/* A chart of the report, small: a row for each number, with words, a bar and the number; a row of words alone is a heading. */
function barChart(one) {
  const rows = one.rows.map((row) => {
    if (!row.said) return element("div", { class: "bar-head" }, pick(row.label));
    const track = document.createElementNS(Nodes.SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" })) track.setAttribute(name, value);
    if (row.bar) {
      const bar = document.createElementNS(Nodes.SVG, "rect");
      const place = { x: row.bar[0], width: Math.max(row.bar[1], 0.6), y: 1, height: 8, ...(row.colour ? { fill: row.colour } : {}) };
      for (const [name, value] of Object.entries(place)) bar.setAttribute(name, value);
      track.append(bar);
    }
    return element("div", { class: "bar-row" }, element("span", {}, pick(row.label)), track, element("span", { class: "value" }, pick(row.said)));
  });
  return element("figure", { class: "bars" }, element("figcaption", {}, pick(one.title), element("small", {}, pick(one.alt))), ...rows);
}
function writeScenarios() {
  const k = P.times.indexOf(populationOutlooks.length ? populationOutlooks[0].year : lastYear);
  const choice = (one) => element("label", { class: "choice" },
    element("input", { type: "radio", name: "scenario", value: one.name }), element("span", {}, pick(one.title)),
    element("span", { class: "value" }, one.result.problem ? "-" : whole(MEASURES.population(one.result, k))));
  const all = [...scenarios.values()], main = all.filter((one) => one.role === "main"), variants = all.filter((one) => one.role !== "main");
  $("value-in").textContent = t("value_in", { year: P.times[k] });
  $("presets").replaceChildren(...main.map(choice));
  $("variants").replaceChildren(...variants.map(choice));
  $("more").hidden = !variants.length;
  $("more-summary").textContent = t("more", { count: variants.length });
  if (variants.some((one) => one.name === state.base)) $("more").open = true;
  $("compare").replaceChildren(element("option", { value: "" }, t("compare_none")), ...all.map((one) => element("option", { value: one.name }, pick(one.title))));
}

/* ---- goal-seek ---- */
const goalYears = P.times.filter((time) => time > launchYear && time >= P.ahead);
function answerGoal() {
  const { goalTarget: target, goalYear: year } = state, place = $("goal-answer");
  if (!(target > 0) || !goalYears.includes(year)) {
    return place.replaceChildren(element("p", {}, t("goal_bad", { low: goalYears[0], high: lastYear })));
  }
  const from = yearAhead();
  const answers = ["net", "tfr"].filter(canMove).map((name) => {
    const found = seek(name, target, year), show = (value) => lever(name, value);
    const told = { year: from, low: show(found.low), high: show(found.high) };
    if (found.exact === null) {
      return element("div", { "data-goal": name }, element("p", {}, t("goal_none_" + name, { ...told, reached: Number.isNaN(found.most) ? "-" : whole(found.most) })));
    }
    if (found.easy) return element("div", { "data-goal": name }, element("p", {}, t("goal_easy_" + name, told)));
    const button = element("button", { type: "button", class: "quiet" }, t("use_" + name));
    button.addEventListener("click", () => { set({ [name]: found.value, year: from }); $("goal-button").focus(); });
    return element("div", { "data-goal": name, "data-value": found.value }, element("p", {}, t("goal_" + name, { ...told, value: show(found.value) })), button);
  });
  place.replaceChildren(...answers);
}

/* ---- files ---- */
function save(name, address) {
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}
const fileName = (kind) => `${P.area.code}-${isChanged() ? "setting" : state.base}-${kind}`.replace(/[^\w.-]+/g, "_");
/* A cell that a spreadsheet would take for a formula gets a quote mark in front. */
const cell = (value) => {
  const words = typeof value === "number" ? String(value) : String(value).replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
};
function csvText() {
  const head = ["scenario", "year", ...TABLED, "births", "deaths", "net_migration", "tfr"], lines = [head], other = compared();
  const add = (name, schedule, result) => P.times.forEach((year, k) => {
    const flows = FLOWS.map((flow) => (k < P.periods.length ? result[flow][k] : ""));
    const tfr = schedule.tfr && k < P.periods.length ? schedule.tfr[k] : "";
    lines.push([name, year, ...TABLED.map((measure) => MEASURES[measure](result, k)), ...flows, tfr]);
  });
  if (!drawn.result.problem) add(settingWords(), drawn.schedule, drawn.result);
  if (other) add(pick(other.title), other.schedule, other.result);
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
function saveCsv() {
  const address = URL.createObjectURL(new Blob([csvText()], { type: "text/csv;charset=utf-8" }));
  save(fileName("years.csv"), address);
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
/* A chart to hand on: always light, with what was set and where it comes from. */
function pictureOf(name) {
  const chart = CHARTS[name](["total", "map"].includes(name) ? 860 : 520, Charts.LIGHT);
  const area = pick(P.area.name), heading = { total: t("total"), pyramid: t("pyramid", { year: state.shown }), classes: t("classes"), map: t("map") }[name];
  const svg = Charts.picture(chart, Charts.LIGHT, `${area} - ${heading}`, [$("sentence").textContent, settingWords()], `${t("sources")}: ${P.sources.map(pick).join("; ")}`);
  svg.append(Nodes.node("style", {}, face())); // a picture sees no font of the page: it carries the face itself
  return svg;
}
const asAddress = (svg) => "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(Nodes.create(svg)));
function savePicture(name) {
  const svg = pictureOf(name), image = new Image(), { width, height } = svg.attributes;
  image.onload = () => {
    const canvas = element("canvas", { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    canvas.toBlob((blob) => {
      const address = URL.createObjectURL(blob);
      save(fileName(name + ".png"), address);
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
  };
  image.src = asAddress(svg);
}
/* The rule of the page's own style that holds the embedded letters. */
const face = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).find((rule) => rule instanceof CSSFontFaceRule).cssText;

/* ---- what happens when ---- */
function numberFrom(input, name) {
  const value = Number(input.value), [low, high] = RANGES[name];
  const fine = input.value.trim() !== "" && value >= low && value <= high && (name !== "year" || P.periods.includes(value));
  if (fine) input.removeAttribute("aria-invalid"); else input.setAttribute("aria-invalid", "true");
  return fine ? value : null;
}
function connect() {
  for (const name of LEVERS) {
    const [low, high] = RANGES[name], slider = $(name), number = $(name + "-number");
    for (const input of [slider, number]) Object.assign(input, { min: low, max: high });
    if (name === "net") slider.step = P.netLimit >= 500 ? 10 : 1;
    if (name === "year") slider.step = number.step = P.step;
    slider.addEventListener("input", () => setLever(name, Number(slider.value)));
    number.addEventListener("input", () => { const value = numberFrom(number, name); if (value !== null) setLever(name, value); });
    number.addEventListener("blur", syncControls); // a number out of range goes back to what is set
  }
  $("controls").addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name === "scenario") set({ base: value, tfr: null, net: null, year: scenarios.get(value).year, after: scenarios.get(value).after });
    if (name === "after") set({ after: value, ...(state.net === null ? { net: rounded("net") } : {}) });
  });
  $("controls").addEventListener("submit", (event) => event.preventDefault());
  $("reset").addEventListener("click", () => set({ tfr: null, net: null, year: scenarios.get(state.base).year, after: scenarios.get(state.base).after }));
  Object.assign($("shown"), { min: launchYear, max: lastYear, step: P.step });
  $("shown").addEventListener("input", () => set({ shown: Number($("shown").value) }));
  $("compare").addEventListener("change", () => set({ compare: $("compare").value }));
  Object.assign($("goal-year"), { min: goalYears[0], max: lastYear });
  $("goal-target").addEventListener("input", () => set({ goalTarget: Number($("goal-target").value) }));
  $("goal-year").addEventListener("input", () => set({ goalYear: Number($("goal-year").value) }));
  $("goal-button").addEventListener("click", answerGoal);
  $("csv").addEventListener("click", saveCsv);
  for (const button of document.querySelectorAll("[data-picture]")) button.addEventListener("click", () => savePicture(button.dataset.picture));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => { state.language = button.dataset.language; writeWords(); draw(); });
  }
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("results").focus(); });
  addEventListener("beforeprint", () => { $("sources").open = true; });
  addEventListener("afterprint", () => { $("sources").open = false; });
  $("table-details").addEventListener("toggle", () => { if ($("table-details").open) drawTable(); });
  for (const name of ["total", "classes"]) pointAtYear($("chart-" + name));
  dragOnMap($("chart-map"));
  $("map-least").addEventListener("click", () => {
    const found = Combinations.nearest();
    if (found) set({ net: Math.ceil(found.net), tfr: Math.ceil(found.tfr * 100 - 1e-7) / 100 });
    put($("map-answer"), found ? t("map_least_said", { net: signed(state.net), tfr: fixed(state.tfr), effort: fixed(found.effort, 1) }) : t("map_least_none"));
  });
  addEventListener("hashchange", () => { if (fromAddress(location.hash)) { writeWords(); draw(); } });
  new ResizeObserver(() => { const before = JSON.stringify(widths); measureWidths(); if (JSON.stringify(widths) !== before) drawCharts(); }).observe($("controls").parentElement);
  for (const media of [dark, printing]) media.addEventListener("change", drawCharts);
  document.fonts.ready.then(writeAgain);
  document.fonts.addEventListener("loadingdone", writeAgain);
}
/* Once the embedded letters are there, if they are needed at all. Some words keep the boxes they were first laid out with
 * (seen in Chromium 156), until something about the font changes; and labels are placed by the width of their words. */
function writeAgain() {
  if (![...document.fonts].some((one) => one.status === "loaded")) return;
  document.documentElement.style.fontFeatureSettings = '"kern"'; // what it is anyway
  drawCharts();
}
/* A press or a drag on a chart over time chooses the year shown; the slider does the same for the keyboard. */
function pointAtYear(place) {
  const choose = (event) => {
    const svg = Nodes.shown(place);
    if (!svg || !svg.plot) return;
    const { x0, x1, year0, year1 } = svg.plot, at = event.clientX - place.firstElementChild.getBoundingClientRect().left;
    const year = year0 + ((at - x0) / (x1 - x0)) * (year1 - year0);
    const nearest = P.times.reduce((best, time) => (Math.abs(time - year) < Math.abs(best - year) ? time : best));
    if (at >= x0 && at <= x1 && nearest !== state.shown) set({ shown: nearest });
  };
  place.addEventListener("pointerdown", choose);
  place.addEventListener("pointermove", (event) => { if (event.buttons) choose(event); });
}

fromAddress(location.hash);
writeWords();
connect();
measureWidths();
draw();
/* For the console and the tests: the engine and what is on the page. */
globalThis.cohort = { Engine, P, state, scenarios, scheduleOf, seek, set, Combinations, csvText, toAddress, picture: (name) => asAddress(pictureOf(name)), drawn: () => drawn, lastDraw: () => lastDraw };
