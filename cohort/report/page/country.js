/* The page of a country: who loses how much when. */
const P = JSON.parse(document.getElementById("payload").textContent);
const { node } = Nodes;
const YEARS = P.years, FIRST = YEARS[0], LAST = YEARS[YEARS.length - 1], PORTION = 50;
const MEASURES = {
  change_population: { of: "population", kind: "change" },
  persons_population: { of: "population", kind: "persons" },
  change_population_0_14: { of: "population_0_14", kind: "change" },
  change_population_15_64: { of: "population_15_64", kind: "change" },
  change_population_65_plus: { of: "population_65_plus", kind: "change" },
  change_women_20_39: { of: "women_20_39", kind: "change" },
  share_65_plus: { of: "population_65_plus", kind: "share" },
};
if (P.moves.moves_in) MEASURES.moves_net = { of: "population", kind: "rate" };
/* Upper bounds of the classes of each kind; the last class has none. Dark is much lost, or old; blue is growth. */
const CLASSES = {
  change: [-0.5, -0.4, -0.3, -0.2, -0.1, 0], share: [0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
  rate: [-0.01, -0.005, -0.002, 0, 0.002, 0.005],
};
const BOTH = ["#a4541c", "#cf8046", "#e5ab7d", "#faeadb", "#cfe3f2", "#7db3da", "#2f78ab"]; // what leaves, and what comes
const LOSS = ["#6f330c", "#a4541c", "#cf8046", "#e5ab7d", "#f2cfae", "#faeadb", "#7db3da"], EMPTY = "#c9c9c9";
/* Numbers of persons are coloured by the change they are, so that small places can be told from large ones. */
const inColour = () => (state.measure === "persons_population" ? "change_population" : state.measure);
const colours = (kind) => (kind === "rate" ? BOTH : kind === "share" ? LOSS.slice(0, 6).reverse().concat("#4a1f04") : LOSS);

/* ---- numbers: written as differences from year to year, seven bits a byte ---- */
function numbers(coded, count) {
  const bytes = Uint8Array.from(atob(coded), (character) => character.charCodeAt(0));
  let at = 0;
  const next = () => {
    let value = 0, scale = 1, byte;
    do { byte = bytes[at++]; value += (byte & 127) * scale; scale *= 128; } while (byte > 127);
    return value;
  };
  return P.places.map(() => P.scenarios.map(() => {
    const first = next();
    if (first === 0) return null; // no projection
    const series = [first - 1];
    for (let i = 1; i < count; i++) {
      const step = next();
      series.push(series[i - 1] + (step % 2 ? -(step + 1) / 2 : step / 2));
    }
    return series;
  }));
}
const DATA = Object.fromEntries(Object.entries(P.numbers).map(([name, coded]) => [name, numbers(coded, YEARS.length)]));
const MOVES = Object.fromEntries(Object.entries(P.moves).map(([name, coded]) => [name, numbers(coded, YEARS.length - 1)]));
DATA.population_15_64 = DATA.population.map((place, i) => place.map((series, s) => series
  && series.map((value, k) => value - DATA.population_0_14[i][s][k] - DATA.population_65_plus[i][s][k])));

/* ---- what is set, and the address that keeps it ---- */
const state = { language: P.language, scenario: 0, measure: "change_population", year: LAST, place: "", search: "", sort: "low", count: PORTION };
const KEYS = {
  language: (value) => (["ja", "en"].includes(value) ? value : null),
  scenario: (value) => { const i = P.scenarios.findIndex((one) => one.name === value); return i < 0 ? null : i; },
  measure: (value) => (Object.hasOwn(MEASURES, value) ? value : null),
  year: (value) => (YEARS.includes(Number(value)) ? Number(value) : null),
  place: (value) => (places.has(value) || tiles.has(value) ? value : null),
};
const places = new Map(P.places.map((place, i) => [place.code, i])), tiles = new Map(P.tiles.map((tile) => [tile.code, tile]));
function readAddress() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    const read = Object.hasOwn(KEYS, key) ? KEYS[key](value) : null; // what makes no sense is left out
    if (read !== null) state[key] = read;
  }
}
function writeAddress() {
  const said = new URLSearchParams({ language: state.language, scenario: P.scenarios[state.scenario].name, measure: state.measure, year: state.year });
  if (state.place) said.set("place", state.place);
  history.replaceState(null, "", "#" + said);
}

/* ---- values ---- */
/* The members of a place: a municipality itself, those of a prefecture, or all. */
function members(code) {
  if (places.has(code)) return [places.get(code)];
  return P.places.flatMap((place, i) => (!code || place.prefecture === code ? [i] : []));
}
function sum(list, measure, scenario, k) {
  let total = 0, some = false;
  for (const i of list) {
    const series = DATA[measure][i][scenario];
    if (series) { total += series[k]; some = true; }
  }
  return some ? total : null;
}
/* Who came from and left to other municipalities in the year before an instant. */
function moved(list, scenario, k) {
  const there = list.filter((i) => MOVES.moves_in[i][scenario]), of = (name) => there.reduce((total, i) => total + MOVES[name][i][scenario][k - 1], 0);
  return k && there.length ? { came: of("moves_in"), left: of("moves_out") } : null;
}
function value(list, name = state.measure, scenario = state.scenario, k = YEARS.indexOf(state.year)) {
  const { of, kind } = MEASURES[name], now = sum(list, of, scenario, k);
  if (now === null) return null;
  if (kind === "rate") {
    const moves = moved(list, scenario, k), then = k && sum(list, of, scenario, k - 1);
    return moves && then ? (moves.came - moves.left) / then : null;
  }
  if (kind === "share") { const all = sum(list, "population", scenario, k); return all ? now / all : null; }
  const before = sum(list, of, scenario, 0);
  if (kind === "persons") return now - before;
  return before ? now / before - 1 : null;
}
/* Rates of moving are small: two decimals, and no sign where these are 0. */
const rated = (number) => { const words = t("share", { value: fixed(number * 100, 2) }); return /[1-9]/.test(words) ? plus(words) : words.replace(/^[△−]/, ""); };
const plus = (words) => (/^[△−]/.test(words) || /^0(\.0)?%$/.test(words) ? words : "+" + words);
function said(number, kind = MEASURES[state.measure].kind) {
  if (number === null) return kind === "rate" && state.year === FIRST ? "-" : t("none");
  return kind === "persons" ? signed(number) : kind === "share" ? percent(number) : kind === "rate" ? rated(number) : plus(percent(number));
}
const classOf = (number, kind) => {
  const place = CLASSES[kind].findIndex((bound) => number < bound);
  return place < 0 ? CLASSES[kind].length : place;
};
const colourOf = (number, kind) => (number === null ? EMPTY : colours(kind)[classOf(number, kind)]);
function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#111111" : "#ffffff";
}
const nameOf = (code) => (places.has(code) ? fullName(P.places[places.get(code)]) : tiles.has(code) ? pick(tiles.get(code).name) : t("nation"));
const fullName = (place) => (state.language === "ja" ? pick(tiles.get(place.prefecture).name) + place.name.ja : `${place.name.en} (${pick(tiles.get(place.prefecture).name)})`);

/* ---- drawing ---- */
function drawSentences() {
  const list = members(state.place), k = YEARS.indexOf(state.year), there = list.filter((i) => DATA.population[i][state.scenario]);
  const now = sum(list, "population", state.scenario, k);
  const filled = { year: state.year, first: FIRST, value: now === null ? "" : whole(now), change: said(value(list, "change_population"), "change") };
  put($("sentence"), now === null ? `${nameOf(state.place)}: ${t("none")}` : (state.place ? nameOf(state.place) + (state.language === "ja" ? "：" : ", ") : "") + t("sentence", filled));
  const changes = there.map((i) => value([i], "change_population"));
  const told = [];
  if (list.length > 1) {
    told.push(t("counts", {
      count: whole(there.length), first: FIRST, losing: whole(changes.filter((one) => one < 0).length), half: whole(changes.filter((one) => one < -0.5).length),
    }));
    if (there.length < list.length) told.push(t("left_out", { count: whole(list.length - there.length) }));
  }
  const moves = MOVES.moves_in && moved(list, state.scenario, k), all = moves && !state.place && P.moved[state.scenario][k - 1];
  if (all) told.push(t("moved", { year: YEARS[k - 1], value: whole(all) }));
  else if (moves) told.push(t("moves", { year: YEARS[k - 1], left: whole(moves.left), came: whole(moves.came), net: signed(moves.came - moves.left) }));
  put($("detail"), told.join(" "));
  put($("setting"), t("setting", { scenario: pick(P.scenarios[state.scenario].title), measure: t(state.measure, { first: FIRST }), year: state.year }));
}
const shortName = (tile, roomy) => {
  const name = pick(tile.name);
  if (state.language === "en") return roomy && name.length <= 6 ? name : tile.letters;
  const bare = tile.code === "01" ? name : name.slice(0, -1);
  return roomy ? bare : bare.slice(0, 2);
};
function drawTiles() {
  const kind = MEASURES[state.measure].kind, painted = MEASURES[inColour()].kind;
  const columns = P.tiles.map((tile) => tile.column), rows = P.tiles.map((tile) => tile.row);
  const left = Math.min(...columns), top = Math.min(...rows), wide = Math.max(...columns) - left + 1, high = Math.max(...rows) - top + 1;
  const size = Math.max(18, Math.min(52, Math.floor($("tiles").clientWidth / wide))), roomy = size >= 38;
  const drawing = node("svg", { viewBox: `0 0 ${wide * size} ${high * size}`, width: wide * size, height: high * size, role: "group", "aria-label": t("map") });
  for (const tile of P.tiles) {
    const list = members(tile.code), number = value(list), colour = colourOf(value(list, inColour()), painted), ink = inkOn(colour), x = (tile.column - left) * size, y = (tile.row - top) * size;
    const name = shortName(tile, roomy), letters = roomy ? 0.27 * size : state.language === "ja" ? 0.42 * size : 0.4 * size;
    const fit = Math.min(letters, (size - 4) / (name.length * (state.language === "ja" ? 1 : 0.62)));
    const one = node("g", {
      class: "tile", role: "button", tabindex: 0, "data-place": tile.code, "aria-pressed": String(state.place === tile.code), "aria-label": `${pick(tile.name)} ${said(number)}`,
    }, node("title", {}, `${pick(tile.name)} ${said(number)}`), node("rect", { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 4, fill: colour, stroke: "none" }),
    node("text", { x: x + size / 2, y: y + size * (roomy ? 0.43 : 0.62), "font-size": fit.toFixed(1), fill: ink }, name));
    if (roomy) {
      const short = number === null ? "-" : kind === "persons" ? thousands(number) : kind === "share" ? percent(number) : kind === "rate" ? rated(number) : plus(t("share", { value: fixed(number * 100, 0) }));
      const small = Math.min(0.25 * size, (size - 3) / (short.length * 0.68));
      one.append(node("text", { x: x + size / 2, y: y + size * 0.76, "font-size": small.toFixed(1), fill: ink }, short));
    }
    drawing.append(one);
  }
  Nodes.show($("tiles"), [drawing]);
}
const thousands = (number) => (state.language === "ja" ? `${minus((number / 10000).toFixed(Math.abs(number) < 1e5 ? 1 : 0))}万` : `${minus((number / 1000).toFixed(0))}k`);
function drawKey() {
  const { kind } = MEASURES[inColour()], bounds = CLASSES[kind], shown = (bound) => t("share", { value: fixed(bound * 100, kind === "rate" ? 1 : 0) });
  const counts = new Array(bounds.length + 1).fill(0);
  for (const i of members(tiles.has(state.place) ? state.place : "")) {
    const number = value([i], inColour());
    if (number !== null) counts[classOf(number, kind)]++;
  }
  const words = counts.map((count, place) => {
    const range = place === 0 ? t("below", { to: shown(bounds[0]) }) : place === bounds.length ? t("from", { from: shown(bounds[place - 1]) }) : t("between", { from: shown(bounds[place - 1]), to: shown(bounds[place]) });
    return [colours(kind)[place], `${range}: ${whole(count)}`];
  });
  const room = Math.max(150, state.language === "ja" ? 150 : 190), wide = Math.max(280, $("key").clientWidth), columns = Math.max(1, Math.floor(wide / room));
  const drawing = node("svg", { viewBox: `0 0 ${wide} ${20 * Math.ceil((words.length + 1) / columns)}`, width: wide, height: 20 * Math.ceil((words.length + 1) / columns), role: "list" });
  [...words, ["", `(${t(inColour() === state.measure ? "legend" : "legend_change")})`]].forEach(([colour, text], place) => {
    const x = (place % columns) * wide / columns, y = 20 * Math.floor(place / columns), one = node("g", { role: "listitem" });
    if (colour) one.append(node("rect", { x, y: y + 3, width: 14, height: 14, rx: 3, fill: colour }));
    one.append(node("text", { x: x + 20, y: y + 14, "font-size": 12 }, text));
    drawing.append(one);
  });
  Nodes.show($("key"), [drawing]);
}
function steps(top) {
  const rough = top / 4, power = 10 ** Math.floor(Math.log10(rough || 1)), step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}
function drawLines() {
  const list = members(state.place), wide = Math.max(280, $("lines").clientWidth), high = Math.max(230, Math.min(470, wide * 0.9));
  const longest = Math.max(...P.scenarios.map((one) => [...pick(one.short)].reduce((size, letter) => size + (letter > "\u2e7f" ? 12.5 : 7.4), 0)));
  put($("chart-heading"), t("chart", { place: nameOf(state.place) }));
  $("all").hidden = !state.place;
  const lines = P.scenarios.map((one, s) => ({ one, s, values: YEARS.map((_, k) => sum(list, "population", s, k)) })).filter((line) => line.values[0] !== null);
  const top = Math.max(1, ...lines.flatMap((line) => line.values)) * 1.04, margin = { left: 12 + 7.2 * whole(top).length, right: Math.min(16 + longest, 0.45 * wide), top: 12, bottom: 26 };
  const x = (year) => margin.left + (wide - margin.left - margin.right) * (year - FIRST) / (LAST - FIRST || 1), y = (v) => high - margin.bottom - (high - margin.top - margin.bottom) * v / top;
  const values = lines.map(({ one, values: v }) => `${pick(one.short)} ${LAST}: ${whole(v[v.length - 1])}`).join(", ");
  const drawing = node("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": t("chart_alt", { place: nameOf(state.place), values }) });
  for (const step of steps(top)) {
    drawing.append(node("line", { class: "rule", x1: margin.left, x2: wide - margin.right, y1: y(step), y2: y(step) }));
    drawing.append(node("text", { class: "soft", x: margin.left - 6, y: y(step) + 4, "font-size": 12, "text-anchor": "end" }, whole(step)));
  }
  for (const year of YEARS.filter((one) => one === FIRST || (one % 10 === 0 && one - FIRST >= 0.15 * (LAST - FIRST)))) {
    drawing.append(node("text", { class: "soft", x: x(year), y: high - 8, "font-size": 12, "text-anchor": "middle" }, String(year)));
  }
  drawing.append(node("line", { class: "now", x1: x(state.year), x2: x(state.year), y1: margin.top, y2: high - margin.bottom }));
  const ends = lines.map((line) => ({ ...line, at: y(line.values[line.values.length - 1]) })).sort((a, b) => a.at - b.at);
  ends.forEach((line, i) => { line.label = Math.max(line.at, i ? ends[i - 1].label + 14 : margin.top + 4); });
  const beyond = ends.length ? ends[ends.length - 1].label - (high - margin.bottom) : 0;
  for (const line of [...ends].reverse()) { // the scenario that is set comes last, on top
    if (line.s === state.scenario) ends.push(ends.splice(ends.indexOf(line), 1)[0]);
  }
  for (const { one, s, values: v, label } of ends) {
    const path = v.map((number, k) => `${k ? "L" : "M"}${x(YEARS[k]).toFixed(1)} ${y(number).toFixed(1)}`).join("");
    drawing.append(node("path", { d: path, fill: "none", stroke: one.colour, "stroke-width": s === state.scenario ? 3.5 : 1.5, "stroke-linejoin": "round" }));
    drawing.append(node("text", { x: wide - margin.right + 6, y: label - Math.max(0, beyond) + 4, "font-size": 12, "font-weight": s === state.scenario ? 700 : 400 }, pick(one.short)));
    if (s === state.scenario) drawing.append(node("circle", { cx: x(state.year), cy: y(v[YEARS.indexOf(state.year)]), r: 4.5, fill: one.colour }));
  }
  Nodes.show($("lines"), [drawing]);
}

/* ---- the list ---- */
const plainLetters = (words) => words.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60)).replace(/[āīūēō]/g, (letter) => "aiueo"["āīūēō".indexOf(letter)]).replace(/[\s'’-]/g, "");
const WORDS = P.places.map((place) => {
  const { name } = tiles.get(place.prefecture);
  return [place.name.ja, place.kana, place.name.en, name.ja + place.name.ja, name.en, place.code].map(plainLetters);
});
function listed() {
  const asked = plainLetters(state.search), within = tiles.has(state.place) && !asked ? members(state.place) : P.places.map((_, i) => i);
  const found = within.filter((i) => !asked || WORDS[i].some((word) => word.includes(asked))).map((i) => ({ i, number: value([i]) }));
  const k = YEARS.indexOf(state.year), residents = (one) => sum([one.i], "population", state.scenario, k) ?? -1;
  const last = (one) => (one.number === null ? 1 : 0); // without a projection: at the end
  const orders = {
    low: (a, b) => last(a) - last(b) || a.number - b.number || a.i - b.i, high: (a, b) => last(a) - last(b) || b.number - a.number || a.i - b.i,
    size: (a, b) => residents(b) - residents(a) || a.i - b.i, code: (a, b) => a.i - b.i,
  };
  return found.sort(orders[state.sort]);
}
function drawList() {
  const found = listed(), k = YEARS.indexOf(state.year), rows = found.slice(0, state.count);
  put($("list-count"), `${tiles.has(state.place) && !state.search ? nameOf(state.place) + " " : ""}${t("shown", { shown: whole(rows.length), count: whole(found.length) })}`);
  const cell = (words, tag = "td", attributes = {}) => node(tag, attributes, words), years = state.year === FIRST ? [FIRST] : [FIRST, state.year];
  const head = node("tr", {}, cell(t("place"), "th", { scope: "col" }), ...years.map((year) => cell(`${t("population")} ${t("year_value", { value: year })}`, "th", { scope: "col" })), cell(t(state.measure, { first: FIRST }), "th", { scope: "col" }));
  Nodes.show($("head"), [head], Nodes.HTML);
  const shownRows = rows.map(({ i, number }) => {
    const place = P.places[i], series = DATA.population[i][state.scenario];
    const name = node("th", { scope: "row" }, node("button", { type: "button", "data-place": place.code }, pick(place.name)), node("small", {}, pick(tiles.get(place.prefecture).name)));
    return node("tr", { "data-place": place.code, "aria-selected": String(state.place === place.code) }, name, ...years.map((year) => cell(series ? whole(series[YEARS.indexOf(year)]) : "-")), cell(said(number)));
  });
  if (!rows.length) shownRows.push(node("tr", {}, node("td", { colspan: years.length + 2, class: "left" }, t("no_places"))));
  Nodes.show($("rows"), shownRows, Nodes.HTML);
  $("more").hidden = rows.length >= found.length;
}
function draw() {
  drawSentences(); drawTiles(); drawKey(); drawLines(); drawList();
  put($("year-shown"), t("year_value", { value: state.year }));
  writeAddress();
}

/* ---- what may be changed ---- */
const option = (value, words) => node("option", { value }, words);
function words() {
  document.documentElement.lang = state.language;
  document.title = pick(P.title);
  put($("title"), pick(P.title));
  for (const place of document.querySelectorAll("[data-text]")) put(place, t(place.dataset.text));
  for (const button of $("languages").children) button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  $("languages").setAttribute("aria-label", t("language"));
  putAttribute($("search"), "placeholder", t("search_hint"));
  Nodes.show($("scenario"), P.scenarios.map((one, s) => option(s, pick(one.title))), Nodes.HTML);
  Nodes.show($("measure"), Object.keys(MEASURES).map((name) => option(name, t(name, { first: FIRST }))), Nodes.HTML);
  Nodes.show($("sort"), ["low", "high", "size", "code"].map((name) => option(name, t("sort_" + name))), Nodes.HTML);
  Nodes.show($("sources"), P.sources.map((one) => node("li", {}, pick(one))), Nodes.HTML);
  for (const name of ["scenario", "measure", "sort"]) $(name).value = String(state[name]);
}
function set(changed) {
  Object.assign(state, changed);
  draw();
}
function choose(event) {
  const target = event.target.closest("[data-place]");
  if (target) set({ place: state.place === target.dataset.place ? "" : target.dataset.place, count: PORTION });
}
function begin() {
  readAddress();
  Object.assign($("year"), { min: 0, max: YEARS.length - 1, value: YEARS.indexOf(state.year) });
  words();
  draw();
  $("year").addEventListener("input", () => set({ year: YEARS[Number($("year").value)] }));
  $("scenario").addEventListener("change", () => set({ scenario: Number($("scenario").value) }));
  for (const name of ["measure", "sort"]) $(name).addEventListener("change", () => set({ [name]: $(name).value, count: PORTION }));
  $("search").addEventListener("input", () => set({ search: $("search").value, count: PORTION }));
  $("choices").addEventListener("submit", (event) => event.preventDefault());
  $("tiles").addEventListener("click", choose);
  $("tiles").addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(event); } });
  $("rows").addEventListener("click", choose);
  $("all").addEventListener("click", () => set({ place: "", count: PORTION }));
  $("more").addEventListener("click", () => set({ count: state.count + 4 * PORTION }));
  $("languages").addEventListener("click", (event) => {
    if (!event.target.dataset.language) return;
    state.language = event.target.dataset.language;
    words();
    draw();
  });
  addEventListener("resize", draw);
}
begin();
