/* The projection, run where the page is: the equations of cohort.projection, one function for each.
 *
 * A schedule holds what cohort.project takes, of one scenario. Cells lie as [sex][age], sex 0 male, 1 female; a field
 * is {values, stride}: what belongs to period p starts at p * stride, and stride 0 is a field that stays as it is.
 * Nothing here touches the page; the tests compare it with the Python model, cell by cell.
 */
const Engine = (() => {
  const AS_GIVEN = 0, SOLVED = 1, HELD = 2, MOST_ROUNDS = 100;

  /* r(x) = N(x) P(x) under "even"; N(x) P(x-n) under "end", the open group from the two last, the first from births. */
  function expected(s, p, P, r) {
    const A = s.ages - 1, N = s.rate.values, k = p * s.rate.stride;
    for (let sex = 0; sex < 2; sex++) {
      const o = sex * s.ages;
      if (s.timing === "even") {
        for (let x = 0; x <= A; x++) r[o + x] = N[k + o + x] * P[o + x];
      } else {
        r[o] = 0; // known when births are
        for (let x = 1; x < A; x++) r[o + x] = N[k + o + x] * P[o + x - 1];
        r[o + A] = N[k + o + A] * (P[o + A - 1] + P[o + A]);
      }
    }
  }

  /* f from f A - B/f = M*, with A the arrivals and B the leavers that the rates give; NaN where there is no such f. */
  function plusMinus(A, B, target) {
    if (A > 0 && B > 0) {
      const root = Math.sqrt(target * target + 4 * A * B);
      return target >= 0 ? (target + root) / (2 * A) : (2 * B) / (root - target);
    }
    if (B > 0 && target < 0) return -B / target;
    if (A > 0 && target > 0) return target / A;
    return A === 0 && B === 0 && target === 0 ? 1 : NaN;
  }

  /* M = counts + the rates' part, arrivals times f and leavers over f. False where a total cannot be met. */
  function migrants(s, p, r, M, held) {
    const cells = 2 * s.ages;
    if (s.counts) for (let i = 0; i < cells; i++) M[i] = s.counts.values[p * s.counts.stride + i];
    else M.fill(0);
    if (!s.rate) return true;
    const how = s.control ? s.control.values[p * s.control.stride] : AS_GIVEN;
    let f = how === HELD ? held[0] : 1;
    if (how === SOLVED) {
      let A = 0, B = 0;
      for (let i = 0; i < cells; i++) if (r[i] > 0) A += r[i]; else B -= r[i];
      held[0] = f = plusMinus(A, B, s.total.values[p * s.total.stride]);
      if (!(f > 0)) return false;
    }
    for (let i = 0; i < cells; i++) M[i] += r[i] > 0 ? r[i] * f : r[i] / f;
    return true;
  }

  /* Q(x) = S(x) e(x-n), Q(A) = S(A) (e(A-n) + e(A)). */
  function survive(s, p, e, Q) {
    const A = s.ages - 1, S = s.survivorship.values, k = p * s.survivorship.stride;
    for (let o = 0; o <= s.ages; o += s.ages) {
      for (let x = 1; x < A; x++) Q[o + x] = S[k + o + x] * e[o + x - 1];
      Q[o + A] = S[k + o + A] * (e[o + A - 1] + e[o + A]);
    }
  }

  /* B = sum of n f(x) (e_F(x) + Q_F(x) [+ M_F(x)]) / 2; boys B srb/(1+srb), girls B/(1+srb). */
  function births(s, p, e, Q, M, boysGirls) {
    const f = s.asfr.values, k = p * s.asfr.stride, withMigrants = s.timing === "end" && s.mothers === "end_population";
    let sum = 0;
    for (let x = 0; x < s.ages; x++) {
      if (f[k + x] === 0) continue;
      const i = s.ages + x;
      sum += f[k + x] * (e[i] + Q[i] + (withMigrants ? M[i] : 0));
    }
    sum *= 0.5 * s.step;
    const srb = s.srb.values[p * s.srb.stride];
    boysGirls[0] = sum * (srb / (1 + srb));
    boysGirls[1] = sum / (1 + srb);
  }

  /* C = CWR * women 15-49 at the end of the step; births are C / S(0), as they leave C alive. */
  function children(s, p, P, boysGirls) {
    let women = 0;
    for (let x = 0; x < s.ages; x++) if (s.ageOf[x] >= 15 && s.ageOf[x] < 50) women += P[s.ages + x];
    const C = s.cwr.values[p * s.cwr.stride] * women, R = s.sexRatio.values[p * s.sexRatio.stride];
    P[0] = (C * R) / (100 + R);
    P[s.ages] = (C * 100) / (100 + R);
    const S = s.survivorship.values, k = p * s.survivorship.stride;
    boysGirls[0] = P[0] / S[k];
    boysGirls[1] = P[s.ages] / S[k + s.ages];
  }

  /* Half of the migrants come before the step, half after it. */
  function even(s, p, P, w) {
    const cells = 2 * s.ages;
    if (s.rate) expected(s, p, P, w.r);
    if (!migrants(s, p, w.r, w.M, w.held)) return "factor";
    for (let i = 0; i < cells; i++) {
      w.e[i] = P[i] + w.M[i] / 2;
      if (w.e[i] < 0) return "negative";
    }
    survive(s, p, w.e, w.Q);
    for (let i = 0; i < cells; i++) if (i % s.ages > 0) w.Q[i] += w.M[i] / 2;
    if (s.cwr) return "";
    births(s, p, w.e, w.Q, w.M, w.B);
    const S = s.survivorship.values, k = p * s.survivorship.stride;
    for (let sex = 0; sex < 2; sex++) w.Q[sex * s.ages] = S[k + sex * s.ages] * w.B[sex] + w.M[sex * s.ages] / 2;
    return "";
  }

  /* All migrants come after the step. Births and the migrants among them settle in a few rounds where they need each other. */
  function end(s, p, P, w) {
    w.e.set(P.subarray(0, 2 * s.ages));
    survive(s, p, w.e, w.Q);
    if (s.rate) expected(s, p, P, w.r);
    let settled = Boolean(s.cwr) || s.mothers === "survivors", last = -1;
    if (settled && !s.cwr) births(s, p, w.e, w.Q, w.M, w.B);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (s.rate && !s.cwr && (settled || last >= 0)) {
        for (let sex = 0; sex < 2; sex++) {
          w.r[sex * s.ages] = s.rate.values[p * s.rate.stride + sex * s.ages] * w.B[sex];
        }
      }
      if (!migrants(s, p, w.r, w.M, w.held)) return "factor";
      if (settled) break;
      births(s, p, w.e, w.Q, w.M, w.B);
      const sum = w.B[0] + w.B[1];
      settled = !s.rate || Math.abs(sum - last) <= 4e-15 * Math.abs(sum);
      last = sum;
      if (!s.rate) break;
    }
    if (!settled) return "factor";
    const S = s.survivorship.values, k = p * s.survivorship.stride;
    if (!s.cwr) for (let sex = 0; sex < 2; sex++) w.Q[sex * s.ages] = S[k + sex * s.ages] * w.B[sex];
    for (let i = 0; i < 2 * s.ages; i++) w.Q[i] += w.M[i];
    return "";
  }

  /* Run a schedule. Returns population [time][sex][age], births, deaths and net migration by period; or why it stops. */
  function project(s, periods = s.periods.length) {
    const cells = 2 * s.ages, zeros = () => new Float64Array(cells);
    const population = new Float64Array((periods + 1) * cells);
    const result = { problem: "", period: null, population, births: [], deaths: [], net: [] };
    const w = { e: zeros(), Q: zeros(), M: zeros(), r: zeros(), B: [0, 0], held: [1] };
    population.set(s.launch.values);
    for (let p = 0; p < periods; p++) {
      const P = population.subarray(p * cells, (p + 1) * cells), next = population.subarray((p + 1) * cells);
      let problem = s.timing === "even" ? even(s, p, P, w) : end(s, p, P, w);
      if (!problem) {
        for (let i = 0; i < cells; i++) next[i] = w.Q[i];
        if (s.cwr) children(s, p, next, w.B);
        let change = 0, net = 0;
        for (let i = 0; i < cells; i++) {
          if (next[i] < 0) problem = "negative";
          change += next[i] - P[i];
          net += w.M[i];
        }
        const born = w.B[0] + w.B[1];
        result.births.push(born);
        result.net.push(net);
        result.deaths.push(born + net - change);
      }
      if (problem) return { problem, period: s.periods[p] };
    }
    return result;
  }

  /* A straight line from start in the first period to target in the year, held afterwards. */
  function path(periods, start, target, year) {
    const span = year - periods[0];
    return periods.map((p) => (p >= year || span <= 0 ? target : start + (target - start) * ((p - periods[0]) / span)));
  }

  /* The sliders' targets put into a scenario's schedule; the tests hold the same function in Python. */
  function applySettings(s, { tfr, net, year, after }) {
    const n = s.periods.length, changed = { ...s };
    if (tfr !== null) {
      changed.tfr = path(s.periods, s.tfr[0], tfr, year);
      for (const name of ["asfr", "cwr"]) {
        if (!s[name]) continue;
        const width = name === "asfr" ? s.ages : 1, values = new Float64Array(n * width);
        for (let p = 0; p < n; p++) {
          const scale = changed.tfr[p] / s.tfr[p];
          for (let x = 0; x < width; x++) values[p * width + x] = s[name].values[p * s[name].stride + x] * scale;
        }
        changed[name] = { values, stride: width };
      }
    }
    if (net !== null) {
      const first = project(s, 1);
      if (first.problem) return changed;
      // where the scenario has counts and no rates, its later rates take their place: counts cannot be scaled
      Object.assign(changed, { rate: s.scaledRate, counts: s.scaledCounts });
      const total = Float64Array.from(path(s.periods, first.net[0] / s.step, net, year), (value) => value * s.step);
      for (let p = 0; p < n; p++) {
        for (let i = 0; i < 2 * s.ages; i++) total[p] -= changed.counts.values[p * changed.counts.stride + i];
      }
      const reached = s.periods.findIndex((p) => p >= year);
      const held = after === "hold_rates" ? HELD : SOLVED;
      const control = Float64Array.from(s.periods, (_, p) => (p <= reached ? SOLVED : held));
      Object.assign(changed, { total: { values: total, stride: 1 }, control: { values: control, stride: 1 } });
    }
    return changed;
  }

  /* The value in [low, high] at which f, which rises, reaches the target; null where it does not. f may be NaN near low. */
  function solve(f, target, low, high) {
    if (!(f(high) >= target)) return null;
    if (f(low) >= target) return low;
    for (let i = 0; i < 200; i++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (f(middle) >= target) high = middle; else low = middle;
    }
    return high;
  }

  return { AS_GIVEN, project, path, plusMinus, applySettings, solve };
})();
