// The one place that knows where lit-html is. What is put into its templates is text, never markup.
export {html, svg, render, nothing} from '../vendor/lit-html/lit-html.js';
export {repeat} from '../vendor/lit-html/directives/repeat.js';
export {keyed} from '../vendor/lit-html/directives/keyed.js';
export {live} from '../vendor/lit-html/directives/live.js';
