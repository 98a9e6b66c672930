// What a plan's timeline is drawn from: the service's samples, its journal, what was seen while the page was open, and what is still
// to come.

const seconds = (instant) => Date.parse(instant) / 1000;

function percents(weights) {
  return Object.fromEntries(Object.entries(weights ?? {}).map(([side, points]) => [side, points / 100]));
}

/** A line of steps: at each time a split. */
class Steps {
  points = [];

  add(at, split) {
    if (Number.isFinite(at) && split) {
      this.points.push({at, split});
    }
  }

  sorted() {
    return this.points.sort((one, other) => one.at - other.at);
  }
}

/**
 * Desired and observed splits by route.
 *
 * @returns {Map<string, {desired: Array, observed: Array, coming: Array}>}
 */
export function routeSeries(plan, {journal, samples, looks, outlook}) {
  const all = new Map(plan.routes.map((route) => [route.name, {desired: new Steps(), observed: new Steps(), coming: new Steps()}]));
  const at = (route) => all.get(route);
  const baseline = new Map(plan.routes.filter((route) => route.baseline).map((route) => [route.name, route.baseline]));
  const wanted = new Map();
  for (const line of journal) {
    const time = seconds(line.at);
    const data = line.data ?? {};
    switch (line.type) {
      case 'submitted':
        Object.entries(data.shown ?? {}).forEach(([route, split]) => {
          at(route)?.desired.add(time, percents(split));
          at(route)?.observed.add(time, percents(split));
        });
        break;
      case 'started':
        Object.entries(data.baseline ?? {}).forEach(([route, one]) => {
          at(route)?.desired.add(time, percents(one.weights));
          at(route)?.observed.add(time, percents(one.weights));
        });
        break;
      case 'write-intended': {
        const to = data.to ? percents(data.to) : baseline.get(data.route);
        at(data.route)?.desired.add(time, to);
        wanted.set(data.write, {route: data.route, to});
        if (data.from && !samples) {
          at(data.route)?.observed.add(time, percents(data.from));
        }
        break;
      }
      case 'write-applied': {
        const write = wanted.get(data.write);
        if (write && !samples) {
          at(write.route)?.observed.add(time, write.to);
        }
        break;
      }
      case 'revert-started':
        baseline.forEach((split, route) => at(route)?.desired.add(time, split));
        break;
      case 'hold-started':
        if (data.why?.seen && !samples) {
          Object.entries(data.why.seen).forEach(([route, split]) => at(route)?.observed.add(time, percents(split)));
        }
        break;
      case 'baseline-back':
        if (!samples) {
          baseline.forEach((split, route) => at(route)?.observed.add(time, split));
        }
        break;
      default:
    }
  }
  Object.entries(samples?.routes ?? {}).forEach(([route, series]) => series.forEach((one) => {
    at(route)?.observed.add(seconds(one.at), one.observed);
    at(route)?.desired.add(seconds(one.at), one.desired);
  }));
  looks.forEach((look) => look.routes.forEach((route) => {
    at(route.name)?.observed.add(look.at, route.observed);
    at(route.name)?.desired.add(look.at, route.desired);
  }));
  for (const move of outlook?.moves ?? []) {
    at(move.route)?.coming.add(seconds(move.at), move.to);
  }
  return new Map([...all].map(([route, {desired, observed, coming}]) => [route, {desired: desired.sorted(), observed: observed.sorted(), coming: coming.sorted()}]));
}

/**
 * Readings of gates: by gate, then by route and side.
 *
 * @returns {Map<string, {unit: string, lines: Map<string, Array<{at: number, value: number, limit: number, verdict: string}>>}>}
 */
export function gateSeries(plan, {journal, samples, looks}) {
  const all = new Map((plan.gates ?? []).map((gate) => [gate.name, {unit: '', lines: new Map()}]));
  const add = (gate, reading, time) => {
    const series = all.get(gate);
    if (!series || !Number.isFinite(time) || typeof reading.value !== 'number') {
      return;
    }
    const key = [reading.route, reading.side].filter(Boolean).join(' · ') || gate;
    const line = series.lines.get(key) ?? new Map();
    line.set(Math.round(time), {at: time, value: reading.value, limit: reading.limit, verdict: reading.verdict});
    series.lines.set(key, line);
    series.unit = reading.unit ?? series.unit;
  };
  const end = (window) => (Array.isArray(window) ? window[1] : window?.end);
  for (const line of journal) {
    if (line.type === 'gate-judged') {
      (line.data.readings ?? []).forEach((reading) => add(line.data.gate, reading, seconds(end(reading.window) ?? line.at)));
    }
  }
  Object.entries(samples?.gates ?? {}).forEach(([gate, series]) => series.forEach((one) => add(gate, one, seconds(one.at))));
  looks.forEach((look) => look.gates.forEach((gate) => (gate.readings ?? []).forEach((reading) => add(gate.name, reading, seconds(end(reading.window) ?? reading.at)))));
  for (const series of all.values()) {
    series.lines = new Map([...series.lines].map(([key, line]) => [key, [...line.values()].sort((one, other) => one.at - other.at)]));
  }
  return all;
}

const STATES = {
  'step-started': (data) => ({state: 'shifting', words: `step ${data.step}`}),
  'weights-verified': (data) => ({state: 'baking', words: data.step ? `step ${data.step} bakes` : 'starts'}),
  'hold-started': (data) => ({state: 'held', words: data.why?.type ?? 'held'}),
  'pause-started': () => ({state: 'held', words: 'pause'}),
  'pause-asked': () => ({state: 'held', words: 'pause'}),
  'approval-asked': () => ({state: 'held', words: 'approval'}),
  'revert-started': () => ({state: 'reverting', words: 'going back'}),
  'revert-taken': () => ({state: 'reverting', words: 'going back'}),
  reverted: () => ({state: 'over'}),
  completed: () => ({state: 'over'}),
  'cancel-asked': () => ({state: 'over'}),
};

/** The states a plan went through, as stretches of time; the last one is open, and those still to come follow. */
export function stateSeries(plan, {journal, outlook}) {
  const stretches = [];
  let before = null;
  const open = (at, what) => {
    const last = stretches.at(-1);
    if (last && last.until === undefined) {
      last.until = at;
    }
    if (what && what.state !== 'over') {
      stretches.push({from: at, ...what});
    }
  };
  for (const line of journal) {
    const made = STATES[line.type]?.(line.data ?? {});
    if (made) {
      if (made.state === 'held') {
        before = stretches.at(-1);
      }
      open(seconds(line.at), made);
    } else if ((line.type === 'hold-ended' || line.type === 'resume-asked') && before && stretches.at(-1)?.state === 'held') {
      open(seconds(line.at), {state: before.state, words: before.words});
      before = null;
    }
  }
  const coming = (outlook?.stages ?? []).filter((stage) => stage.step > plan.step).map((stage) => ({
    from: seconds(stage.from), until: seconds(stage.until), state: 'coming', words: stage.what,
  }));
  return [...stretches, ...coming];
}
