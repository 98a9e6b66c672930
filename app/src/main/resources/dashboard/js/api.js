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

const CSRF = 'urn:sluice:problem:csrf';

let session;

/** Who is signed in, and the token that a cookie's requests have to show; `{}` where nobody is, and as long as the service does not say. */
export function me() {
  session ??= who();
  return session;
}

async function who() {
  try {
    const response = await fetch('/api/v1/me', {headers: {Accept: 'application/json'}, cache: 'no-store'});
    if (response.ok) {
      return await response.json();
    }
    if (response.status === 401) {
      return {};
    }
  } catch {
    // What is asked for next says that the service does not answer.
  }
  session = undefined; // who asks later may be told
  return {};
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
  const send = async () => call(path, {
    method: 'POST',
    headers: {'Content-Type': type, Accept: 'application/json', ...(await csrf()), ...more},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  let response;
  try {
    response = await send();
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.type !== CSRF) {
      throw error;
    }
    session = undefined; // of a session that is over, or never told
    response = await send();
  }
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

/** The same of a plan with these labels, for an action that only these roles give. */
export function mayWith(session, roles, labels = {}) {
  return !Array.isArray(session.grants) || session.grants.some((grant) => roles.includes(grant.role)
    && Object.entries(grant.labels ?? {}).every(([name, value]) => labels[name] === value));
}

/** Whether a refusal only says that this release does not have what was asked for. */
export function isNotThere(error) {
  return error instanceof Refused && (error.status === 404 || error.status === 405 || error.status === 501);
}

export const planPath = (id) => `/api/v1/plans/${encodeURIComponent(id)}`;
export const pageOf = (id) => `/plans/${encodeURIComponent(id)}`;
