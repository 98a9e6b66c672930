// Server-sent events by fetch, because EventSource hides the comments that say that the line is alive: a laptop that slept, or a
// network that went away silently, must not look like a plan at rest.

/** The service says something every 10 s; so long without a byte and the line is dead. */
const SILENCE_MILLIS = 25_000;
const LONGEST_PAUSE_MILLIS = 10_000;
/** A service with no room for one more listener is asked for some so much later. */
const FULL_PAUSE_MILLIS = 30_000;

/**
 * Follows a stream for ever.
 *
 * @param path where it is
 * @param on.after the id of the last event that is known already
 * @param on.event called with (type, data) for each
 * @param on.open called each time it is connected
 * @param on.lost called each time it is not, any more
 * @param on.absent called if this release has none, and then it is over; and each time that there is no room, until `on.open`
 * @returns a function that ends it
 */
export function follow(path, on) {
  const ended = new AbortController();
  let last = on.after ?? '';
  let failures = 0;

  async function connect() {
    const line = new AbortController();
    const stop = () => line.abort();
    ended.signal.addEventListener('abort', stop);
    window.addEventListener('offline', stop); // known at once, where the silence would take a while to tell
    let silence = setTimeout(stop, SILENCE_MILLIS);
    try {
      const response = await fetch(path, {
        headers: {Accept: 'text/event-stream', ...(last && {'Last-Event-ID': last})},
        cache: 'no-store',
        signal: line.signal,
      });
      if ([404, 405, 406, 501].includes(response.status)) {
        return 'absent';
      }
      if ([429, 503].includes(response.status)) {
        return 'full';
      }
      if (response.status === 401) {
        location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
        return 'over';
      }
      if (!response.ok || !response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
        return 'failed';
      }
      failures = 0;
      on.open();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      let event = {type: 'message', data: []};
      for (;;) {
        const {value, done} = await reader.read();
        if (done) {
          return 'failed';
        }
        clearTimeout(silence);
        silence = setTimeout(stop, SILENCE_MILLIS);
        const lines = (rest + value).split(/\r\n|\n|\r/);
        rest = lines.pop();
        for (const written of lines) {
          event = take(written, event);
        }
      }
    } catch {
      return 'failed';
    } finally {
      clearTimeout(silence);
      ended.signal.removeEventListener('abort', stop);
      window.removeEventListener('offline', stop);
    }
  }

  function take(written, event) {
    if (written === '') {
      if (event.data.length > 0) {
        on.event(event.type, parsed(event.data.join('\n')));
      }
      return {type: 'message', data: []};
    }
    const colon = written.indexOf(':');
    const field = colon < 0 ? written : written.slice(0, colon);
    const value = colon < 0 ? '' : written.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      event.type = value;
    } else if (field === 'data') {
      event.data.push(value);
    } else if (field === 'id') {
      last = value;
    }
    return event;
  }

  async function run() {
    while (!ended.signal.aborted) {
      const how = await connect();
      if (ended.signal.aborted || how === 'over') {
        return;
      }
      if (how === 'absent') {
        on.absent();
        return;
      }
      if (how === 'full') {
        on.absent();
        await pause(FULL_PAUSE_MILLIS * (0.75 + Math.random() / 2));
        continue;
      }
      on.lost();
      failures++;
      await pause(Math.min(LONGEST_PAUSE_MILLIS, 400 * 2 ** Math.min(failures, 6)) * (0.75 + Math.random() / 2));
    }
  }

  function pause(millis) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      const at = () => {
        clearTimeout(timer);
        resolve();
      };
      window.addEventListener('online', at, {once: true});
      ended.signal.addEventListener('abort', at, {once: true});
    });
  }

  run();
  return () => ended.abort();
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}
