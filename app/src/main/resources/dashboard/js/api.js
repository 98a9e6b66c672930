// The public API, and nothing else: what this page can do, a script can do.
import {hear} from './clock.js';

/** What the service refused, in its own words (RFC 9457). */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The service answered ${status}.`);
    this.status = status;
    this.problem = problem;
    this.faults = problem.faults ?? [];
  }
}

/** No answer at all. */
export class Unreachable extends Error {}

let session;

/** Who is signed in, and the token that a cookie's requests have to show; `{}` where nobody has to sign in. */
export function me() {
  session ??= fetch('/api/v1/me', {headers: {Accept: 'application/json'}})
    .then((response) => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  return session;
}

function toLogin() {
  if (location.pathname !== '/login') {
    location.assign(`/login?to=${encodeURIComponent(location.pathname + location.search)}`);
  }
}

async function csrf() {
  const {csrf: token} = await me();
  return token ? {'X-CSRF-Token': token} : {};
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, {cache: 'no-store', ...options});
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Unreachable('The service does not answer.');
  }
  hear(response);
  if (response.status === 401) {
    toLogin();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Refused(response.status, problem);
  }
  return response;
}

export async function get(path, signal) {
  return (await call(path, {headers: {Accept: 'application/json'}, signal})).json();
}

export async function text(path, type) {
  return (await call(path, {headers: {Accept: type}})).text();
}

/** @returns {{status: number, body: object}} */
export async function post(path, body, type = 'application/json', more = {}) {
  const response = await call(path, {
    method: 'POST',
    headers: {'Content-Type': type, Accept: 'application/json', ...(await csrf()), ...more},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {status: response.status, body: await response.json()};
}

/** Ends the session, then asks who is there. */
export async function signOut() {
  await fetch('/logout', {method: 'POST', headers: await csrf()});
  location.assign('/login');
}

/** Whether somebody may; where nobody said what they may, the service will. */
export function may(session, action) {
  return !Array.isArray(session.actions) || session.actions.some((one) => String(one).toLowerCase() === action);
}

/** Whether a refusal only says that this release does not have what was asked for. */
export function isNotThere(error) {
  return error instanceof Refused && (error.status === 404 || error.status === 405 || error.status === 501);
}

export const planPath = (id) => `/api/v1/plans/${encodeURIComponent(id)}`;
export const pageOf = (id) => `/plans/${encodeURIComponent(id)}`;
