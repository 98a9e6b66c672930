// All plans, as far as they were read, kept up to date: by the stream of events, or by asking again where there is none.
import {get, isNotThere, Refused} from './api.js';
import {heard, lost} from './connection.js';
import {follow} from './stream.js';

/** The first answer is small, to be there soon. */
const FIRST_PAGE = 200;
const PAGE = 1_000;
const PAGE_OF_WHOLE = 200;
const ASK_AGAIN_MILLIS = 2_000;
/** The many that stand still are asked for less often. */
const ASK_ALL_EVERY = 15;
const ACTIVE = [['held', 'reverting'], ['shifting', 'baking'], ['scheduled']];
const ENDED = ['completed', 'reverted', 'cancelled'];
const MOST_ENDED = 200;

export function plans({changed, failed, journal = () => {}}) {
  const all = new Map();
  /** What each reading under way knows of: what it has read, and what the stream told of meanwhile. */
  const readings = new Set();
  /** Those that ended while somebody listens, the last one last. */
  const endedNow = new Set();
  let view = '&view=summary';
  let complete = false;
  let listened = false;
  let rounds = 0;
  let polling = false;
  let askingAgain;
  let stop = () => {};

  async function page(query) {
    try {
      return await get(`/api/v1/plans?limit=${!view ? PAGE_OF_WHOLE : all.size ? PAGE : FIRST_PAGE}${view}${query}`);
    } catch (e) {
      if (view && e instanceof Refused && e.status === 400) {
        view = ''; // a release that shows plans in one way only
        return page(query);
      }
      throw e;
    }
  }

  async function read(states, most = Infinity) {
    const query = states.map((state) => `&state=${state}`).join('');
    const seen = new Set();
    let size = 0;
    let next = '';
    readings.add(seen);
    try {
      do {
        const answer = await page(query + (next && `&after=${encodeURIComponent(next)}`));
        answer.plans.forEach((plan) => {
          seen.add(plan.id);
          put(plan);
        });
        size += answer.plans.length;
        next = answer.next;
        changed();
      } while (next && size < most);
    } finally {
      readings.delete(seen);
    }
    return seen;
  }

  /** What is in none of the states any more is somewhere else by now; who asks next for that will see it. */
  function leave(states, seen) {
    for (const plan of all.values()) {
      if (states.includes(plan.state) && !seen.has(plan.id)) {
        all.delete(plan.id);
      }
    }
  }

  function put(plan) {
    const known = all.get(plan.id);
    if (!known || !(plan.version < known.version)) {
      all.set(plan.id, plan);
    }
  }

  /** What the stream tells: no reading that is under way may take it for gone, and of those that ended only some are kept. */
  function announced(plan) {
    readings.forEach((seen) => seen.add(plan.id));
    put(plan);
    if (ENDED.includes(plan.state)) {
      endedNow.delete(plan.id);
      endedNow.add(plan.id);
      if (endedNow.size > MOST_ENDED) {
        const [oldest] = endedNow;
        endedNow.delete(oldest);
        all.delete(oldest);
      }
    }
  }

  async function readAll() {
    for (const states of ACTIVE) {
      leave(states, await read(states));
    }
    complete = true;
    changed();
  }

  async function readEnded() {
    const seen = await read(ENDED, MOST_ENDED);
    leave(ENDED, new Set([...seen, ...endedNow]));
  }

  /** At first only what moves: the rest was read a moment ago, and may be many. */
  async function readAgain() {
    if (complete && !listened) {
      for (const states of ACTIVE.slice(0, 2)) {
        leave(states, await read(states));
      }
    } else {
      await readAll();
      await readEnded();
    }
    listened = true;
  }

  async function ask() {
    try {
      if (rounds % ASK_ALL_EVERY === 0) {
        await readAll();
        await readEnded();
      } else {
        for (const states of ACTIVE.slice(0, 2)) {
          leave(states, await read(states));
        }
        await read(ENDED, 1);
      }
      rounds++;
      if (polling) {
        heard('polling');
      }
    } catch (e) {
      rounds = 0;
      lost();
      if (!complete) {
        failed(e);
      }
    }
    changed();
    askSoon();
  }

  /** While there is no stream. */
  function askSoon() {
    clearTimeout(askingAgain);
    if (polling) {
      askingAgain = setTimeout(ask, document.hidden ? 5 * ASK_AGAIN_MILLIS : ASK_AGAIN_MILLIS);
    }
  }

  async function start() {
    const reading = readAll().then(readEnded);
    stop = follow('/api/v1/events', {
      async open() {
        polling = false;
        clearTimeout(askingAgain);
        try {
          await reading.catch(() => {});
          await readAgain(); // whatever happened while nobody listened
          heard('live');
        } catch {
          lost();
        }
      },
      lost,
      absent() {
        if (polling) {
          return;
        }
        polling = true;
        reading.then(() => {
          heard('polling');
          askSoon();
        }, ask);
      },
      event(type, data) {
        heard('live');
        if (type === 'plans') {
          (data.changed ?? []).forEach(announced);
          changed();
        } else if (type === 'reset') {
          readAll().then(readEnded).catch(lost);
        } else if (type === 'journal') {
          journal(data);
        }
      },
    });
    try {
      await reading;
    } catch (e) {
      if (!isNotThere(e)) {
        lost();
      }
      failed(e);
    }
  }

  start();
  return {
    all: () => [...all.values()],
    find: (id) => all.get(id),
    isComplete: () => complete,
    end: () => stop(),
  };
}
