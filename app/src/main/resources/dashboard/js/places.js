// Where in a plan's text its faults are: their JSON pointers lead through the tree of the YAML (or JSON) to a line.
import {isMap, isScalar, isSeq, LineCounter, parseDocument} from '../vendor/yaml/index.js';

/**
 * Reads a text.
 *
 * @returns a function from a fault to its line, counted from 1, or null where it has none
 */
export function places(text) {
  const lines = new LineCounter();
  let document = null;
  try {
    document = parseDocument(text, {lineCounter: lines, keepSourceTokens: false, strict: false, uniqueKeys: false, logLevel: 'silent'});
  } catch {
    // what cannot be read has no places; the service says why it cannot
  }
  return ({pointer, message}) => {
    const said = /\bline (\d+)/.exec(message ?? '');
    if (!pointer) {
      return said ? Number(said[1]) : null;
    }
    if (!document?.contents) {
      return null;
    }
    const offset = walk(document.contents, pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
    return offset === null ? null : lines.linePos(offset).line;
  };
}

/** To the deepest node on the way that is there: of what is missing, where it would be. */
function walk(node, parts) {
  let at = node.range?.[0] ?? null;
  let here = node;
  for (const part of parts) {
    if (isMap(here)) {
      const pair = here.items.find((item) => (isScalar(item.key) ? String(item.key.value) : null) === part);
      if (!pair) {
        return at;
      }
      at = pair.key.range?.[0] ?? at;
      here = pair.value;
    } else if (isSeq(here)) {
      const item = here.items[Number(part)];
      if (!item) {
        return at;
      }
      at = item.range?.[0] ?? at;
      here = item;
    } else {
      return at;
    }
  }
  return at;
}
