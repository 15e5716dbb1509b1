/** Style of the spreadsheet page: a grid that scrolls under its headings, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #c9ced6; --soft: #f1f3f6; --text: #1c2430; --back: #fff; --mark: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --line: #424a57; --soft: #232a34; --text: #e6eaf0; --back: #161b22; --mark: #8ab4f8; }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.4 system-ui, sans-serif; color: var(--text); background: var(--back); }
header, footer { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 12px; background: var(--soft); }
h1 { font-size: 16px; margin: 0; }
nav { display: flex; flex-wrap: wrap; gap: 4px; }
button, input { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
button { cursor: pointer; }
button:disabled { opacity: 0.5; cursor: default; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
nav button[aria-selected="true"] { border-color: var(--mark); color: var(--mark); font-weight: 600; }
.find { display: flex; gap: 6px; align-items: center; margin-left: auto; }
#problem { margin: 0; padding: 8px 12px; background: #b3261e; color: #fff; }
main { flex: 1; overflow: auto; min-height: 0; }
table { border-collapse: separate; border-spacing: 0; }
th, td { border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: 3px 8px; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--soft); white-space: nowrap; }
thead th button { border: 0; background: none; padding: 0; font-weight: 600; }
tbody th { position: sticky; left: 0; z-index: 1; background: var(--soft); font-weight: 400; text-align: right; }
thead th:first-child { left: 0; z-index: 3; }
td { min-width: 60px; max-width: 340px; overflow-wrap: anywhere; white-space: pre-wrap; cursor: cell; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.editing { padding: 0; min-width: 180px; }
td.editing textarea { display: block; width: 100%; min-height: 3em; font: inherit; color: inherit; background: var(--back); border: 2px solid var(--mark); padding: 2px 6px; }
td > div { max-height: 8.4em; overflow: hidden; }
@media (max-width: 600px) { .find { margin-left: 0; width: 100%; } .find input { flex: 1; } h1 { display: none; } }
`;
