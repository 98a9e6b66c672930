// Whether what the page shows is what is so: said in the frame all the time, and across the page when it is not.
import {html, nothing, render} from './html.js';
import {moment, now} from './clock.js';

const WORDS = {connecting: 'Connecting', live: 'Live', polling: 'Live, every 2 s', lost: 'Not connected'};
const listeners = new Set();
let state = 'connecting';
let since = now();
let lastHeard = now();

export function connection() {
  return state;
}

export function onConnection(listener) {
  listeners.add(listener);
}

/** Something was heard of the service just now. */
export function heard(how) {
  lastHeard = now();
  change(how);
}

export function lost() {
  change('lost');
}

function change(to) {
  if (state === to) {
    return;
  }
  state = to;
  since = now();
  document.documentElement.dataset.connection = to;
  listeners.forEach((listener) => listener(to));
  show();
}

/** The sign in the frame. */
export function sign() {
  return html`<span class="live" data-state=${state} title=${`Since ${moment(new Date(since).toISOString())}`}><span>${WORDS[state]}</span></span>`;
}

// A short interruption of a stream is no news; a longer one is told once, and its end once.
let told = false;
let timer;

function show() {
  clearTimeout(timer);
  const place = document.getElementById('connection');
  if (!place) {
    return;
  }
  if (state === 'lost') {
    timer = setTimeout(() => {
      told = true;
      render(html`No connection since ${moment(new Date(lastHeard).toISOString())}: what you see is from then, and may have changed. Trying again.`, place);
    }, 1200);
  } else if (told) {
    told = false;
    render(nothing, place);
  }
}
