// Sign in: with a token, or by the identity provider where one is configured.
import {html, nothing, render} from './html.js';
import {frame} from './frame.js';
import {ICONS} from './words.js';

const main = document.getElementById('main');
const view = {busy: false, error: null, provider: null};

/** Only a page of this service: an address of another may look like one, and browsers drop tabs and line ends from addresses. */
function whereTo() {
  const to = new URLSearchParams(location.search).get('to') ?? '/';
  return /^\/(?![/\\])[!-\[\]-~]*$/.test(to) ? to : '/';
}

frame('login');
draw();
askForProvider();

/** Nobody has to wait for it: a token is taken meanwhile. */
async function askForProvider() {
  try {
    const response = await fetch('/api/v1/login', {headers: {Accept: 'application/json'}});
    view.provider = response.ok ? (await response.json()).provider : null;
    draw();
  } catch {
    // Whoever signs in by a token is told that the service does not answer.
  }
}

function draw() {
  main.querySelector('.first')?.remove();
  render(html`<div class="page"><div class="card sign-in"><h1>Sign in</h1>
    ${view.provider ? html`<a class="button primary" href=${`${view.provider.at}?to=${encodeURIComponent(whereTo())}`}>Sign in with ${view.provider.name}</a>
    <p class="or">or</p>` : nothing}
    <p class="second">With a token of this service. Without access control configured it was printed when the service started.</p>
    <form @submit=${submit}><label for="token">Token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
      ${view.error ? html`<div class="note bad" role="alert"><span>${ICONS.attention()}</span><p>${view.error}</p></div>` : nothing}
      <button class="button primary" ?disabled=${view.busy}>${view.busy ? 'Asking…' : 'Sign in'}</button></form></div></div>`, main);
}

async function submit(event) {
  event.preventDefault();
  view.busy = true;
  view.error = null;
  draw();
  try {
    const token = document.getElementById('token').value.trim();
    const response = await fetch('/login', {method: 'POST', body: new URLSearchParams({token})});
    if (response.ok) {
      location.assign(whereTo());
      return;
    }
    const problem = await response.json().catch(() => ({}));
    view.error = problem.detail ?? `The service answered ${response.status}.`;
  } catch {
    view.error = 'The service does not answer.';
  }
  view.busy = false;
  draw();
  document.getElementById('token').select();
}
