/* All combinations of net migration and fertility, and what they give in the outlook's year: computed here, for the scenario
 * that is set. The point is the setting; it is dragged, and the sliders follow. */
const Combinations = (() => {
  const COLUMNS = 13, ROWS = 11;
  let kept = { key: "" };

  const goal = () => mainOutlook(state.base);
  const usable = () => Boolean(P.map && goal() && canMove("net") && canMove("tfr") && P.times.includes(goal().year) && goal().year > state.year);
  /* What every combination gives; worked out again only when the scenario, the year or what follows it changes. */
  function grid() {
    const year = goal().year, key = [state.base, state.year, state.after, year].join("|");
    if (kept.key === key) return kept;
    const k = P.times.indexOf(year), [n0, n1] = netRange, [t0, t1] = tfrRange;
    const nets = Array.from({ length: COLUMNS }, (_, i) => n0 + ((n1 - n0) * i) / (COLUMNS - 1));
    const rates = Array.from({ length: ROWS }, (_, j) => t0 + ((t1 - t0) * j) / (ROWS - 1));
    const values = rates.map((tfr) => nets.map((net) => {
      const result = Engine.project(scheduleOf({ ...state, net, tfr }));
      return result.problem ? NaN : MEASURES.population(result, k);
    }));
    kept = { key, nets, rates, values, year };
    return kept;
  }
  /* The pieces of the line on which the result is `level`: in every cell of the grid, straight between its edges. */
  function line({ nets, rates, values }, level) {
    const pieces = [];
    const cut = (a, b, from, to) => ((a < level) === (b < level) ? null : from + ((level - a) / (b - a)) * (to - from));
    for (let j = 0; j + 1 < rates.length; j++) {
      for (let i = 0; i + 1 < nets.length; i++) {
        const [a, b, c, d] = [values[j][i], values[j][i + 1], values[j + 1][i], values[j + 1][i + 1]];
        if (![a, b, c, d].every(Number.isFinite)) continue;
        const ends = [
          [cut(a, b, nets[i], nets[i + 1]), rates[j]], [cut(c, d, nets[i], nets[i + 1]), rates[j + 1]],
          [nets[i], cut(a, c, rates[j], rates[j + 1])], [nets[i + 1], cut(b, d, rates[j], rates[j + 1])],
        ].filter(([net, tfr]) => net !== null && tfr !== null);
        for (let e = 0; e + 1 < ends.length; e += 2) pieces.push([ends[e], ends[e + 1]]);
      }
    }
    return pieces;
  }
  /* The nearest combination on the line to the scenario itself, in standard deviations of the years seen. */
  function nearest() {
    const { net, tfr } = P.map.deviation, own = ownPoint(scenarios.get(state.base));
    let best = null;
    for (const [[n0, t0], [n1, t1]] of line(grid(), goal().value)) {
      const across = (n1 - n0) / net, up = (t1 - t0) / tfr, length = across * across + up * up;
      const share = length ? Math.min(1, Math.max(0, (((own[0] - n0) / net) * across + ((own[1] - t0) / tfr) * up) / length)) : 0;
      const at = [n0 + share * (n1 - n0), t0 + share * (t1 - t0)];
      const effort = Math.hypot((at[0] - own[0]) / net, (at[1] - own[1]) / tfr);
      if (!best || effort < best.effort) best = { net: at[0], tfr: at[1], effort };
    }
    return best;
  }
  /* What a scenario itself has in the year in which targets are reached. */
  function ownPoint(one) {
    const p = periodIndex(state.year);
    return [one.result.net[p] / P.step, one.schedule.tfr[p]];
  }
  const marked = () => [...scenarios.values()].filter((one) => one.role === "main" && one.schedule.tfr && !one.result.problem);
  const steps = { net: P.netLimit >= 500 ? 10 : 1, tfr: TFR_STEP };
  /* The setting that a place on the picture stands for. */
  function settingAt(area, x, y) {
    const share = (value, from, to) => Math.min(1, Math.max(0, (value - from) / (to - from)));
    const onto = (value, unit) => Number((Math.round(value / unit) * unit).toFixed(2));
    const net = netRange[0] + share(x, area.x0, area.x1) * (netRange[1] - netRange[0]);
    const tfr = tfrRange[0] + share(y, area.y0, area.y1) * (tfrRange[1] - tfrRange[0]);
    return { net: onto(net, steps.net), tfr: onto(tfr, steps.tfr) };
  }
  return { usable, grid, line, nearest, ownPoint, marked, settingAt, goal };
})();

function mapChart(width, c) {
  const found = Combinations.grid(), { value } = Combinations.goal();
  const every = found.values.flat().filter(Number.isFinite), ends = [Math.min(...every), Math.max(...every)];
  const [net, tfr] = [standing("net"), standing("tfr")];
  return Charts.map({
    width, c, nets: netRange, rates: tfrRange, number: whole, rate: fixed,
    lines: Charts.ticks(...ends, Charts.tickStep(...ends, 10)).map((level) => [level, Combinations.line(found, level)]),
    goal: Combinations.line(found, value),
    published: P.map.lines.map((one) => ({ name: pick(one.name), pieces: Combinations.line(found, one.value) })),
    seen: P.map.seen, now: [net, tfr],
    points: Combinations.marked().map((one) => ({ name: shortTitle(one.name), color: colourOf(one, c), at: Combinations.ownPoint(one) })),
    label: t("map_alt", { net: signed(net), tfr: fixed(tfr), year: found.year, value: drawn.result.problem ? "-" : whole(MEASURES.population(drawn.result, P.times.indexOf(found.year))) }),
    words: { across: t("net"), up: t("tfr"), goal: t("outlook", { target: whole(value) }), now: t("current"), seen: t("map_seen") },
  });
}
/* A press or a drag on the map sets both sliders; the keyboard has the sliders themselves. */
function dragOnMap(place) {
  const move = (event) => {
    const svg = Nodes.shown(place);
    if (!svg || !svg.area) return;
    const box = place.firstElementChild.getBoundingClientRect(), scale = svg.attributes.width / box.width;
    set(Combinations.settingAt(svg.area, (event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
  };
  place.addEventListener("pointerdown", (event) => { place.setPointerCapture(event.pointerId); move(event); });
  place.addEventListener("pointermove", (event) => { if (event.buttons) move(event); });
}
