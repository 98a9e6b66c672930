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
const MOST_ENDED = 200;

export function plans({changed, failed, journal = () => {}}) {
  const all = new Map();
  let view = '&view=summary';
  let complete = false;
  let listened = false;
  let rounds = 0;
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
    let next = '';
    do {
      const answer = await page(query + (next && `&after=${encodeURIComponent(next)}`));
      answer.plans.forEach((plan) => {
        seen.add(plan.id);
        put(plan);
      });
      next = answer.next;
      changed();
    } while (next && seen.size < most);
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

  async function readAll() {
    for (const states of ACTIVE) {
      leave(states, await read(states));
    }
    complete = true;
    changed();
  }

  async function readEnded() {
    await read(['completed', 'reverted', 'cancelled'], MOST_ENDED);
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
        await read(['completed', 'reverted', 'cancelled'], 1);
      }
      rounds++;
      heard('polling');
    } catch (e) {
      rounds = 0;
      lost();
      if (!complete) {
        failed(e);
      }
    }
    changed();
    setTimeout(ask, document.hidden ? 5 * ASK_AGAIN_MILLIS : ASK_AGAIN_MILLIS);
  }

  async function start() {
    const reading = readAll().then(readEnded);
    stop = follow('/api/v1/events', {
      async open() {
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
        reading.then(() => {
          heard('polling');
          setTimeout(ask, ASK_AGAIN_MILLIS);
        }, ask);
      },
      event(type, data) {
        heard('live');
        if (type === 'plans') {
          (data.changed ?? []).forEach(put);
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
