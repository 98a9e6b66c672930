// What is on every page: the state of the connection, who is signed in, the theme, and the way back.
import {html, nothing, render} from './html.js';
import {me, signOut} from './api.js';
import {onConnection, sign} from './connection.js';
import {ICONS} from './words.js';

/** They show nothing that changes. */
const STILL = ['login', 'reference'];
const NEXT = {system: 'light', light: 'dark', dark: 'system'};
const THEMES = {
  system: {words: 'as the system has it', sign: '◐'},
  light: {words: 'light', sign: '○'},
  dark: {words: 'dark', sign: '●'},
};

let session = {};

function theme() {
  return document.documentElement.dataset.theme ?? 'system';
}

function changeTheme() {
  const next = NEXT[theme()];
  if (next === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = next;
  }
  try {
    localStorage.setItem('sluice.theme', next);
  } catch {
    // it lasts as long as the page, then
  }
  show();
  document.dispatchEvent(new CustomEvent('theme'));
}

function show() {
  const {words, sign: symbol} = THEMES[theme()];
  const name = session.how === 'none' ? '' : session.name;
  render(html`
    ${STILL.includes(document.documentElement.dataset.page) ? nothing : sign()}
    ${name ? html`<span class="who" title=${`Signed in as ${name}: ${(session.roles ?? []).join(', ')}`}>${name}</span>` : nothing}
    ${session.csrf ? html`<button class="button plain sign-out" @click=${signOut} aria-label="Sign out" title="Sign out"><span>Sign out</span>${ICONS.leave()}</button>` : nothing}
    <button class="icon-button" type="button" @click=${changeTheme} aria-label=${`Theme: ${words}. Change`} title=${`Theme: ${words}`}>${symbol}</button>`,
  document.getElementById('tools'));
}

function revertKey(event) {
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyR' && document.documentElement.dataset.page !== 'revert') {
    event.preventDefault();
    document.querySelector('.frame .revert').click();
  }
}

/** Shows the frame. @param place which page this is, by its `data-nav` */
export function frame(place) {
  document.querySelectorAll('[data-nav]').forEach((link) => {
    if (link.dataset.nav === place) {
      link.setAttribute('aria-current', 'page');
    }
  });
  document.addEventListener('keydown', revertKey);
  onConnection(show);
  show();
  if (place !== 'login') {
    me().then((who) => {
      session = who;
      show();
    });
  }
}

/** Where the way back leads from this page: to one plan, or to all. */
export function revertLeadsTo(href) {
  document.querySelector('.frame .revert').href = href;
}

/** Something went wrong that the page cannot do without. */
export function failure(error, again) {
  const refused = error.problem?.title;
  return html`<div class="page"><div class="note bad" role="alert"><span>${ICONS.attention()}</span><div>
    <p class="strong">${refused ?? 'The service does not answer'}</p>
    <p>${error.message}</p>
    ${again ? html`<p><button class="button" @click=${again}>Try again</button></p>` : nothing}</div></div></div>`;
}

/** Draws at most once a frame, however much comes in. */
export function coalesced(draw) {
  let due = false;
  return () => {
    if (!due) {
      due = true;
      requestAnimationFrame(() => {
        due = false;
        draw();
      });
    }
  };
}
