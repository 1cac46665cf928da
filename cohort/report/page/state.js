/* What is set, what follows from it, and the address that keeps it. No drawing here. */
const P = JSON.parse(document.getElementById("payload").textContent);
const TFR_STEP = 0.01, NET_STEP = 1;

/* ---- schedules: from base64 to what the engine reads ---- */
const stored = P.arrays.map((coded) => {
  const bytes = Uint8Array.from(atob(coded), (character) => character.charCodeAt(0));
  return new Float64Array(bytes.buffer);
});
/* A stored array with the ages that were cut put back. */
function field({ array, rows, groups, width, first }) {
  const source = stored[array], kept = source.length / (rows * groups), values = new Float64Array(rows * groups * width);
  for (let row = 0; row < rows * groups; row++) {
    for (let x = 0; x < kept; x++) values[row * width + first + x] = source[row * kept + x];
  }
  return { values, stride: rows > 1 ? groups * width : 0 };
}
function schedule(described) {
  const frame = { ages: P.ages.length, ageOf: P.ages, periods: P.periods, step: P.step, timing: P.timing, mothers: P.mothers };
  const fields = {};
  for (const [name, value] of Object.entries(described)) {
    if (value && value.array !== undefined && name !== "tfr") fields[name] = field(value);
  }
  const tfr = described.tfr && field(described.tfr);
  return {
    ...frame, ...fields,
    tfr: tfr && P.periods.map((_, p) => tfr.values[p * tfr.stride]),
  };
}
const scenarios = new Map(P.scenarios.map((one) => {
  const own = { ...one, schedule: schedule(one.schedule) };
  own.result = Engine.project(own.schedule);
  return [one.name, own];
}));

/* ---- measures of a result ---- */
const CLASSES = { // ages from, below, and which sexes
  population: [0, Infinity], population_0_14: [0, 15], population_15_64: [15, 65], population_65_plus: [65, Infinity],
  population_75_plus: [75, Infinity], women_20_39: [20, 40, 1], women_15_49: [15, 50, 1],
};
const cellsOf = Object.fromEntries(Object.entries(CLASSES).map(([name, [low, high, only]]) => {
  const cells = [];
  for (const sex of only === undefined ? [0, 1] : [only]) {
    P.ages.forEach((age, x) => { if (age >= low && age < high) cells.push(sex * P.ages.length + x); });
  }
  return [name, cells];
}));
/* Sums over time, each worked out once for a result. */
const known = new WeakMap();
function sums(result, name) {
  if (!known.has(result)) known.set(result, {});
  const found = known.get(result), width = 2 * P.ages.length;
  found[name] ??= P.times.map((_, k) => {
    let sum = 0;
    for (const cell of cellsOf[name]) sum += result.population[k * width + cell];
    return sum;
  });
  return found[name];
}
const MEASURES = Object.fromEntries(Object.keys(CLASSES).map((name) => [name, (result, k) => sums(result, name)[k]]));
for (const group of ["65_plus", "75_plus"]) {
  MEASURES["share_" + group] = (result, k) => MEASURES["population_" + group](result, k) / MEASURES.population(result, k);
}
const isShare = (measure) => measure.startsWith("share");
const series = (result, measure) => P.times.map((_, k) => MEASURES[measure](result, k));

/* ---- the state ---- */
const launchYear = P.times[0], lastYear = P.times[P.times.length - 1];
const tfrRange = [...P.tfrRange], netRange = [-P.netLimit, P.netLimit];
for (const one of scenarios.values()) {
  for (const value of one.schedule.tfr || []) {
    tfrRange[0] = Math.min(tfrRange[0], Math.floor(value * 10) / 10);
    tfrRange[1] = Math.max(tfrRange[1], Math.ceil(value * 10) / 10);
  }
  for (const value of one.result.net || []) {
    netRange[0] = Math.min(netRange[0], Math.floor(value / P.step / 100) * 100);
    netRange[1] = Math.max(netRange[1], Math.ceil(value / P.step / 100) * 100);
  }
}
/* The outlook that the answer is about: the scenario's own, or else the first of the set. */
const populationOutlooks = P.outlooks.filter((outlook) => outlook.measure === "population" && outlook.scope === "set");
const mainOutlook = (base) => populationOutlooks.find((outlook) => outlook.scenarios.includes(base)) || populationOutlooks[0] || null;
function firstState() {
  const base = P.opening, others = P.scenarios.filter((one) => one.name !== base && one.role === "main");
  const other = others.find((one) => one.name === P.reference) || others[0];
  const outlook = mainOutlook(base), goalYear = outlook && outlook.year >= P.ahead ? outlook.year : lastYear;
  const total = scenarios.get(base).result.population ? MEASURES.population(scenarios.get(base).result, 0) : 1000;
  return {
    base, tfr: null, net: null, year: scenarios.get(base).year, after: scenarios.get(base).after,
    compare: other ? other.name : "", shown: outlook ? outlook.year : lastYear, language: P.language,
    goalTarget: outlook ? outlook.value : Math.round(total / 1000) * 1000, goalYear,
  };
}
const state = firstState();

/* ---- the address: every part is checked, and one that makes no sense is left out ---- */
const within = (low, high) => (words) => {
  const value = words.trim() === "" ? NaN : Number(words);
  return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
};
const oneOf = (known) => (words) => (known(words) ? words : undefined);
const instant = (words) => (P.times.includes(Number(words)) ? Number(words) : undefined);
const period = (words) => (P.periods.includes(Number(words)) ? Number(words) : undefined);
const ADDRESS = {
  base: ["scenario", oneOf((name) => scenarios.has(name))],
  tfr: ["tfr", within(...tfrRange)],
  net: ["net", within(...netRange)],
  year: ["year", period],
  after: ["after", oneOf((name) => ["hold", "hold_rates"].includes(name))],
  compare: ["with", oneOf((name) => name === "" || scenarios.has(name))],
  shown: ["shown", instant],
  goalTarget: ["target", within(1, 1e9)],
  goalYear: ["by", instant],
  language: ["lang", oneOf((name) => name in P.texts)],
};
function toAddress() {
  const parts = new URLSearchParams();
  for (const [key, [short]] of Object.entries(ADDRESS)) if (state[key] !== null) parts.set(short, state[key]);
  return "#" + parts.toString();
}
function fromAddress(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  if (![...parts.keys()].length) return false;
  const fresh = firstState(), read = {};
  for (const [key, [short, parse]] of Object.entries(ADDRESS)) {
    const value = parts.has(short) ? parse(parts.get(short)) : undefined;
    if (value !== undefined) read[key] = value;
  }
  if (read.base) Object.assign(fresh, { year: scenarios.get(read.base).year, after: scenarios.get(read.base).after });
  Object.assign(state, fresh, read);
  return true;
}

/* ---- what follows from the state ---- */
function scheduleOf(settings) {
  const base = scenarios.get(settings.base).schedule;
  return Engine.applySettings(base, settings);
}
const isChanged = () => state.tfr !== null || state.net !== null;
function current() {
  if (!isChanged()) {
    const own = scenarios.get(state.base);
    return { schedule: own.schedule, result: own.result };
  }
  const changed = scheduleOf(state);
  return { schedule: changed, result: Engine.project(changed) };
}
const periodIndex = (year) => P.periods.findIndex((p) => p >= year);
/* Where the sliders stand: the target that is set, or what the scenario itself has in that year. */
function standing(name) {
  if (state[name] !== null) return state[name];
  const own = scenarios.get(state.base), p = periodIndex(state.year);
  if (name === "tfr") return own.schedule.tfr ? own.schedule.tfr[p] : NaN;
  return own.result.problem ? NaN : own.result.net[p] / P.step;
}

/* Year by year, in a straight line between the instants of a longer step. */
function yearly(values) {
  const found = [];
  for (let k = 0; k + 1 < values.length; k++) {
    for (let i = 0; i < P.step; i++) found.push(values[k] + ((values[k + 1] - values[k]) * i) / P.step);
  }
  return [...found, values[values.length - 1]];
}

/* An outlook against a result: value, whether it is met, since when not (as cohort.analysis.verdict says it), or until when. */
function check(outlook, result) {
  const values = yearly(series(result, outlook.measure)), k = outlook.year - launchYear, { value } = outlook;
  const low = outlook.low ?? -Infinity, high = outlook.high ?? Infinity;
  const side = (one) => (one < low ? -1 : one > high ? 1 : 0), end = side(values[k]);
  const found = { outlook, value: values[k], met: end === 0, end, side: end, lost: null, never: false, later: null };
  if (end) {
    let i = k;
    while (i >= 0 && side(values[i]) === end) i--;
    found.never = i < 0;
    found.lost = launchYear + i + 1;
  } else {
    const i = values.findIndex((one, j) => j > k && side(one));
    if (i >= 0) Object.assign(found, { later: launchYear + i, side: side(values[i]) });
  }
  return found;
}

/* What reaches the target in the year: by one lever alone, the others as they are set, from a year that is still to come.
 * Rounded so that it does reach it. */
const yearAhead = () => P.periods.find((p) => p >= Math.max(state.year, P.ahead)) ?? P.periods[P.periods.length - 1];
function seek(lever, target, year, settings = { ...state, year: yearAhead() }) {
  const k = P.times.indexOf(year), [low, high] = lever === "tfr" ? tfrRange : netRange;
  const unit = lever === "tfr" ? TFR_STEP : NET_STEP;
  const reached = (value) => {
    const result = Engine.project(scheduleOf({ ...settings, [lever]: value }));
    return result.problem ? NaN : MEASURES.population(result, k);
  };
  const exact = Engine.solve(reached, target, low, high);
  if (exact === null) return { exact, most: reached(high), low, high };
  const up = Math.ceil(exact / unit - 1e-7) * unit;
  const value = Number((reached(up) >= target ? up : up + unit).toFixed(2));
  return { exact, value: Math.min(value, high), easy: exact === low, low, high };
}
