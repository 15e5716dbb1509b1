/** Style of the chat page: one column below 720 px, chats beside the messages above. */
export const CHAT_CSS = `
:root {
  color-scheme: light dark;
  --page: #d7e3ec; --panel: #ffffff; --text: #101418; --soft: #54616d; --line: #d5dce2;
  --own: #e1f7cf; --other: #ffffff; --accent: #1668a5; --on-accent: #ffffff; --chosen: #dcebf7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1621; --panel: #17212b; --text: #f2f5f7; --soft: #b3c0cb; --line: #2b3945;
    --own: #234566; --other: #1d2a36; --accent: #86c6f7; --on-accent: #08131c; --chosen: #243648;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; height: 100dvh; display: grid; grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
  background: var(--page); color: var(--text); font: 15px/1.4 system-ui, "Segoe UI", Roboto, sans-serif;
}
h1, h2 { margin: 0; font-size: 1.05rem; }
h1 small { color: var(--soft); font-weight: 400; font-size: .8rem; }
button, select, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bar {
  display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; justify-content: space-between;
  padding: .5rem .75rem; background: var(--panel); border-bottom: 1px solid var(--line);
}
.me { color: var(--soft); font-size: .9rem; }
select, textarea { background: var(--panel); border: 1px solid var(--soft); border-radius: .5rem; padding: .35rem .5rem; }
.chats { display: flex; gap: .25rem; overflow-x: auto; padding: .35rem .5rem; background: var(--panel); border-bottom: 1px solid var(--line); }
.chats button {
  flex: none; min-height: 2.5rem; padding: .3rem .75rem; border: 0; border-radius: .6rem; background: none;
  cursor: pointer; text-align: left;
}
.chats button small { display: block; color: var(--soft); font-size: .8rem; }
.chats button:hover, .chats button[aria-current="true"] { background: var(--chosen); }
.chat { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; position: relative; min-width: 0; }
.chat > * { grid-column: 1; }
.chat h2 { padding: .5rem .75rem; background: var(--panel); border-bottom: 1px solid var(--line); }
.offline { grid-row: 2; align-self: start; z-index: 1; margin: .5rem auto; padding: .25rem .75rem; border-radius: 1rem; background: #8a1c1c; color: #fff; }
.log { grid-row: 2; overflow-y: auto; min-height: 0; }
.messages { list-style: none; margin: 0; padding: .75rem; display: flex; flex-direction: column; gap: .4rem; }
.messages > li { max-width: min(36rem, 88%); align-self: flex-start; }
.messages > li.own { align-self: flex-end; }
.messages > li.service, .messages > li.empty { align-self: center; color: var(--soft); font-size: .85rem; text-align: center; }
.bubble { background: var(--other); border-radius: .9rem .9rem .9rem .25rem; padding: .4rem .7rem; box-shadow: 0 1px 1px #0002; cursor: pointer; }
.own .bubble { background: var(--own); border-radius: .9rem .9rem .25rem .9rem; }
.name { font-weight: 600; font-size: .88rem; }
.name small { font-weight: 400; color: var(--soft); }
.c0 { color: #b3261e; } .c1 { color: #96520a; } .c2 { color: #6d3fb8; } .c3 { color: #1d6b1d; }
.c4 { color: #0b6b73; } .c5 { color: #1c5da8; } .c6 { color: #a82468; }
@media (prefers-color-scheme: dark) {
  .c0 { color: #ff9a92; } .c1 { color: #ffb766; } .c2 { color: #c7a8ff; } .c3 { color: #8fdd8f; }
  .c4 { color: #6fdbe4; } .c5 { color: #8ec3ff; } .c6 { color: #ff9cc8; }
}
.quote { border-left: 3px solid var(--accent); padding: 0 .5rem; margin: .15rem 0; font-size: .88rem; color: var(--soft); overflow: hidden; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow-wrap: anywhere; }
.forward { font-size: .85rem; color: var(--accent); }
.body { white-space: pre-wrap; overflow-wrap: anywhere; }
.body a, a.media { color: var(--accent); }
.body blockquote { margin: .2rem 0; padding-left: .5rem; border-left: 3px solid var(--accent); }
.body pre { margin: .2rem 0; padding: .4rem; overflow-x: auto; background: #8882; border-radius: .4rem; }
.spoiler:not(:hover) { filter: blur(4px); }
.media { display: block; padding: .5rem .7rem; margin: .2rem 0; background: #8882; border-radius: .5rem; font-size: .9rem; }
.bubble img { display: block; max-width: 100%; border-radius: .5rem; margin: .2rem 0; }
.meta { display: flex; gap: .5rem; justify-content: flex-end; align-items: center; color: var(--soft); font-size: .78rem; }
.meta button { border: 0; background: none; padding: .15rem .3rem; color: var(--accent); cursor: pointer; border-radius: .3rem; min-height: 1.5rem; }
.keyboard { display: grid; gap: .25rem; margin-top: .25rem; }
.keyboard div { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: .25rem; }
.keyboard button, .keyboard a {
  min-height: 2.25rem; padding: .3rem .5rem; border: 1px solid var(--accent); border-radius: .6rem; background: var(--panel);
  color: var(--accent); cursor: pointer; text-align: center; text-decoration: none; overflow-wrap: anywhere;
}
.keyboard button:hover { background: var(--chosen); }
.composer { grid-row: 3; display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: .4rem; padding: .5rem; background: var(--panel); border-top: 1px solid var(--line); }
.composer textarea { resize: none; max-height: 9rem; field-sizing: content; }
.context { grid-column: 1 / -1; display: flex; justify-content: space-between; gap: .5rem; border-left: 3px solid var(--accent); padding-left: .5rem; font-size: .88rem; color: var(--soft); }
.context span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.context button { border: 0; background: none; cursor: pointer; min-width: 2rem; }
.send, .start { border: 0; border-radius: .6rem; padding: .4rem 1rem; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; }
.start { grid-row: 3; margin: .5rem; min-height: 2.75rem; }
.toast { grid-row: 2; align-self: end; justify-self: center; margin: .5rem; padding: .5rem 1rem; max-width: 90%; border-radius: .6rem; background: #101418ee; color: #fff; }
.toast:empty { display: none; }
@media (min-width: 720px) {
  body { grid-template: auto minmax(0, 1fr) / 16rem minmax(0, 1fr); }
  .bar { grid-column: 1 / -1; }
  .chats { flex-direction: column; overflow: hidden auto; border-right: 1px solid var(--line); border-bottom: 0; }
}
@media (prefers-reduced-motion: no-preference) { .log { scroll-behavior: smooth; } }
`;
