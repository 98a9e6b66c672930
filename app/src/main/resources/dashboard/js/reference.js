// The description of the API, to be read: every call, what it needs, takes and answers, and what those are made of.
import {html, nothing, render} from './html.js';
import {get} from './api.js';
import {failure, frame} from './frame.js';

const main = document.getElementById('main');
const SCHEMAS = '#/components/schemas/';
const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

let api;
let filter = '';

frame('reference');
load();
addEventListener('hashchange', arrive);

async function load() {
  try {
    api = await get('/openapi.json');
    draw();
    arrive();
  } catch (e) {
    main.querySelector('.first')?.remove();
    render(failure(e, load), main);
  }
}

/** Whoever follows a link to a call sees it opened. */
function arrive() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) {
    if (target.tagName === 'DETAILS') {
      target.open = true;
    }
    target.scrollIntoView();
  }
}

function draw() {
  main.querySelector('.first')?.remove();
  const groups = Map.groupBy(calls(), (call) => call.does.tags[0]);
  render(html`<div class="page reference">
    <h1>API</h1>
    ${prose(api.info.description)}
    <p class="second">Release ${api.info.version}. The same for programs: <a href="/openapi.json">openapi.json</a>, OpenAPI ${api.openapi}.</p>
    ${ways()}
    <div class="find"><label for="find">Find a call</label><input id="find" type="search" .value=${filter} @input=${find} autocomplete="off" spellcheck="false"></div>
    <p class="hidden-text" role="status">${filter ? `${calls().length} calls` : ''}</p>
    ${[...groups].map(([tag, some]) => html`<section aria-labelledby=${`of-${tag}`}><h2 id=${`of-${tag}`}>${tag}</h2>${some.map(call)}</section>`)}
    ${groups.size ? nothing : html`<p class="quiet">No call has all of these words.</p>`}
    <section aria-labelledby="refusals"><h2 id="refusals">Refusals</h2>
      <p class="second">Each is a <a href="#schema-Problem">Problem</a>, as <code>application/problem+json</code>.</p>
      <div class="card scroll-x" tabindex="0" role="region" aria-label="Refusals by status"><table><thead><tr><th scope="col">Status</th><th scope="col">Means</th></tr></thead>
      <tbody>${Object.entries(api.components.responses).map(([name, refusal]) => html`<tr><th scope="row">${status(name)}</th><td>${inline(refusal.description)}</td></tr>`)}</tbody></table></div></section>
    <section aria-labelledby="schemas"><h2 id="schemas">What they are made of</h2>
      ${Object.entries(api.components.schemas).map(([name, schema]) => shape(name, schema))}</section></div>`, main);
}

function find(event) {
  filter = event.target.value;
  draw();
}

function calls() {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.entries(api.paths)
    .flatMap(([path, here]) => VERBS.filter((verb) => here[verb]).map((verb) => ({verb: verb.toUpperCase(), path, does: here[verb]})))
    .filter(({verb, path, does}) => {
      const text = `${verb} ${path} ${does.summary} ${does['x-needs'] ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
}

function ways() {
  const schemes = Object.entries(api.components.securitySchemes ?? {});
  return schemes.length === 0
    ? html`<p class="note">This service asks nobody who they are.</p>`
    : html`<details class="card"><summary>How to say who asks</summary><dl class="terms">${schemes.map(([name, way]) => html`<dt>${name}</dt><dd>${inline(way.description)}</dd>`)}</dl></details>`;
}

function call({verb, path, does}) {
  const needs = does['x-needs'];
  const answers = Object.entries(does.responses).filter(([, answer]) => !answer.$ref);
  const refusals = Object.entries(does.responses).filter(([, answer]) => answer.$ref);
  return html`<details class="card call" id=${does.operationId}>
    <summary><span class="verb" data-verb=${verb}>${verb}</span><code class="path">${path}</code><span class="does">${does.summary}</span>
      <span class="label">${needs ? `needs ${needs}` : 'open to everybody'}</span></summary>
    <div class="inside">
      ${prose(does.description)}
      ${does.parameters ? parameters(does.parameters) : nothing}
      ${does.requestBody ? html`<h3>Body</h3>${does.requestBody.required ? nothing : html`<p class="quiet">May be left out.</p>`}<ul>${media(does.requestBody.content)}</ul>` : nothing}
      <h3>Answers</h3>
      <dl class="terms">${answers.map(([code, answer]) => html`<dt>${code}</dt><dd>${inline(answer.description)}<ul>${media(answer.content)}</ul></dd>`)}</dl>
      <p class="second">Refused with ${refusals.map(([code], i) => html`${i ? ', ' : nothing}<a href="#refusals">${code}</a>`)}.</p>
    </div></details>`;
}

function parameters(all) {
  return html`<h3>Parameters</h3><dl class="terms">${all.map((one) => html`<dt><code>${one.name}</code> <span class="quiet">${one.in}${one.required ? ', needed' : ''}</span></dt>
    <dd>${inline(one.description)} <span class="second">${kind(one.schema)}${bounds(one.schema)}</span></dd>`)}</dl>`;
}

function media(content) {
  return Object.entries(content ?? {}).map(([type, {schema}]) => html`<li><code>${type}</code>: ${kind(schema)}</li>`);
}

/** A schema with a name of its own, and those that stand within it. */
function shape(name, schema) {
  return html`<section class="card shape" id=${`schema-${name}`}><h3>${name}</h3>${prose(schema.description)}
    ${schema.properties ? fields(schema) : html`<p>${kind({...schema, description: undefined})}${bounds(schema)}</p>`}
    ${Object.entries(schema.$defs ?? {}).map(([part, inner]) => html`<div id=${`schema-${name}-${part}`} class="part"><h4>${part}</h4>${prose(inner.description)}
      ${inner.properties ? fields(inner) : html`<p>${kind(inner)}${bounds(inner)}</p>`}</div>`)}</section>`;
}

function fields(schema) {
  const needed = new Set(schema.required ?? []);
  return html`<dl class="terms">${Object.entries(schema.properties).map(([field, one]) => html`<dt><code>${field}</code>${needed.has(field) ? nothing : html` <span class="quiet">may be left out</span>`}</dt>
    <dd><span class="second">${kind(one)}${bounds(one)}</span>${one.description ? html` <span>${inline(one.description)}</span>` : nothing}</dd>`)}</dl>`;
}

/** What something is, in words. */
function kind(schema) {
  if (!schema || schema === true) {
    return 'anything';
  }
  if (schema.$ref) {
    const name = schema.$ref.slice(SCHEMAS.length).replace('/$defs/', '-');
    return html`<a href=${`#schema-${name}`}>${name.replace('-', ' ')}</a>`;
  }
  const either = schema.anyOf ?? schema.oneOf;
  if (either && !schema.type) {
    return either.map((one, i) => html`${i ? ' or ' : nothing}${kind(one)}`);
  }
  if (schema.allOf) {
    return schema.allOf.map((one, i) => html`${i ? ' with ' : nothing}${one.$ref ? kind(one) : fieldNames(one)}`);
  }
  if ('const' in schema) {
    return html`<code>${JSON.stringify(schema.const)}</code>`;
  }
  if (schema.enum) {
    return schema.enum.map((one, i) => html`${i ? ', ' : 'one of '}<code>${one}</code>`);
  }
  const types = [schema.type ?? 'anything'].flat();
  return types.map((type, i) => html`${i ? ' or ' : nothing}${ofType(type, schema)}`);
}

function ofType(type, schema) {
  if (type === 'array') {
    return html`list of ${kind(schema.items)}`;
  }
  if (type === 'object') {
    return typeof schema.additionalProperties === 'object' ? html`object, each value ${kind(schema.additionalProperties)}` : 'object';
  }
  return {string: schema.format === 'date-time' ? 'time' : 'text', integer: 'whole number', boolean: 'true or false'}[type] ?? type;
}

function fieldNames(schema) {
  return Object.keys(schema.properties ?? {}).map((name, i) => html`${i ? ', ' : nothing}<code>${name}</code>`);
}

function bounds(schema) {
  const said = [];
  if (schema.minimum !== undefined || schema.maximum !== undefined) {
    said.push(schema.maximum === undefined ? `at least ${schema.minimum}` : `${schema.minimum ?? 'at most'}${schema.minimum === undefined ? ' ' : ' to '}${schema.maximum}`);
  }
  if (schema.maxLength) {
    said.push(`at most ${schema.maxLength} characters`);
  }
  if (schema.maxItems) {
    said.push(`at most ${schema.maxItems}`);
  }
  if (schema.default !== undefined) {
    said.push(`${schema.default} if it is left out`);
  }
  return html`${said.map((one) => `, ${one}`)}${schema.pattern && schema.pattern.length < 90 ? html`, as <code>${schema.pattern}</code>` : nothing}`;
}

const status = (name) => name.replace('Problem', '');

/** Paragraphs, with what stands between backticks as code. */
function prose(text) {
  return (text ?? '').split('\n\n').filter(Boolean).map((part) => html`<p>${inline(part)}</p>`);
}

function inline(text) {
  return (text ?? '').split('`').map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));
}
