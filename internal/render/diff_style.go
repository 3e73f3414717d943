package render

// DiffStyle is the style sheet of comparisons. Old is orange and struck through,
// new is blue and underlined, moved is edged with dots: pairs of hues that all
// common kinds of colour blindness tell apart, and forms that print in black.
// Many screen readers pass over the elements for deleted and inserted text, so
// words that nobody sees and nobody copies stand before them.
const DiffStyle = `:root {
  color-scheme: light dark;
  --ink: #1b1b1b; --paper: #fdfdfb; --soft: #5c5c5c; --rule: #d9d7d0;
  --old-ink: #7a2d00; --old: #fde3d1; --new-ink: #003f6b; --new: #d6ebfb; --moved: #6b4a86;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e6e1; --paper: #161719; --soft: #a5a29b; --rule: #3a3c40;
    --old-ink: #ffbf99; --old: #4d2713; --new-ink: #a9d8ff; --new: #12395a; --moved: #c9a9e6;
  }
}
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, "Noto Serif", "Times New Roman", serif; }
.nd h1, .nd h2 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
.nd h3 { font: 600 .8rem/1.4 system-ui, sans-serif; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 2rem 0 .5rem; }
.nd + .nd { border-top: 3px double var(--rule); margin-top: 3rem; padding-top: 2rem; }
.nd-sum { font-size: 1.1rem; color: var(--soft); margin: 0 0 1rem; }
.nd table { border-collapse: collapse; width: 100%; font: .85rem/1.5 system-ui, sans-serif; }
.nd th, .nd td { text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--rule); }
.nd small { font-weight: normal; color: var(--soft); }
.nd del { background: var(--old); color: var(--old-ink); text-decoration: line-through; text-decoration-thickness: 1px; border-radius: 2px; }
.nd ins { background: var(--new); color: var(--new-ink); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; border-radius: 2px; }
.nd del, .nd ins { position: relative; }
.nd :is(h1, h2, .nd-woven, .nd-columns, .nd-sig, .nd-fields) :is(del, ins)::before { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: pre; }
.nd :is(h1, h2, .nd-woven, .nd-columns, .nd-sig, .nd-fields) del::before { content: " old: "; }
.nd :is(h1, h2, .nd-woven, .nd-columns, .nd-sig, .nd-fields) ins::before { content: " new: "; }
.nd del + ins { margin-inline-start: .15em; }
.nd .fm { background: none; }
.nd .mv { border-bottom: 2px dotted var(--moved); }
.nd del.mv { background: none; color: var(--moved); }
.nd ins.mv { background: none; color: var(--moved); text-decoration: none; }
.nd-note, .nd-note:visited { font: .75rem/1 system-ui, sans-serif; color: var(--moved); white-space: nowrap; }
a.nd-note { text-decoration: underline; display: inline-block; }
.nd :target { outline: 2px solid var(--moved); outline-offset: 2px; }
.nd-coarse { border-inline-start: 4px solid var(--old-ink); padding-inline-start: .75rem; }
.nd-fields { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
.nd-fields dt { color: var(--soft); font: .85rem/1.8 system-ui, sans-serif; }
.nd-fields dd { margin: 0; overflow-wrap: anywhere; }
.nd-sig td:last-child { white-space: nowrap; padding-inline-end: 0; }
.nd-sig summary { font: .9rem/1.6 system-ui, sans-serif; cursor: pointer; color: var(--soft); margin-top: 1rem; }
.nd-text label { font: .85rem/1.4 system-ui, sans-serif; margin-inline-end: 1rem; }
.nd-key { font: .85rem/1.6 system-ui, sans-serif; }
.nd-key > * { margin-inline-end: 1rem; padding: 0 .25rem; }
.nd blockquote { margin-inline: 1.5rem; font-style: italic; }
.nd-item { margin-inline-start: 1.5rem; display: list-item; }
.nd-caption { font-size: .9rem; color: var(--soft); }
.nd-heading { font-weight: bold; }
.nd .nd-columns { table-layout: fixed; font: inherit; font-size: .95rem; display: none; }
.nd-columns td, .nd .nd-columns th { border: 0; padding: .1rem 1rem .1rem 0; overflow-wrap: anywhere; }
.nd-columns .nd-par td { padding-top: .9rem; }
.nd-two:checked ~ .nd-woven { display: none; }
.nd-two:checked ~ .nd-columns { display: table; }
@media (max-width: 44rem) {
  .nd-sides, .nd-sides tbody, .nd-sides tr, .nd .nd-sides th, .nd .nd-sides td { display: block; border: 0; padding: 0; }
  .nd .nd-sides tr:first-child, .nd .nd-sides td:empty { display: none; }
  .nd-sides tr { border-inline-start: 3px solid var(--rule); padding-inline-start: .75rem; margin-bottom: .75rem; }
  .nd-sides td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media (min-width: 60rem) { body:has(.nd-two:checked) { max-width: 72rem; } }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #444; --rule: #999; --old-ink: #7a2d00; --old: #fde3d1; --new-ink: #003f6b; --new: #d6ebfb; --moved: #6b4a86; }
  body { max-width: none; margin: 0; font-size: 11pt; }
  .nd del, .nd ins { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .nd-text input, .nd-text label { display: none; }
  .nd { break-inside: auto; } .nd p { break-inside: avoid; orphans: 3; widows: 3; }
}
`
