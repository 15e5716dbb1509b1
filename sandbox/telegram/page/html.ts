/** The chat page. Everything that comes from people is put in by the script, as text. */
export const CHAT_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chat · Oncek sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat/chat.css">
<script src="/chat/chat.js" defer></script>
</head>
<body>
<header class="bar">
  <h1>Chat <small>sandbox, not the real Telegram</small></h1>
  <label class="me">You are <select id="me"></select></label>
</header>
<nav id="chats" class="chats" aria-label="Chats"></nav>
<main class="chat">
  <h2 id="title"></h2>
  <p id="offline" class="offline" role="status" hidden>Connection lost. Trying again…</p>
  <div id="log" class="log" role="log" aria-label="Messages" tabindex="0"><ol id="messages" class="messages"></ol></div>
  <p id="toast" class="toast" role="status" aria-live="assertive"></p>
  <form id="composer" class="composer">
    <div id="context" class="context" hidden>
      <span id="context-text"></span>
      <button type="button" id="context-clear" aria-label="Cancel reply or edit">✕</button>
    </div>
    <label class="visually-hidden" for="text">Message</label>
    <textarea id="text" rows="1" maxlength="4096" placeholder="Write a message…"></textarea>
    <label class="visually-hidden" for="attach">Attachment</label>
    <select id="attach">
      <option value="">Text</option>
      <option value="photo">Photo</option>
      <option value="document">Document</option>
      <option value="video">Video</option>
    </select>
    <button type="submit" class="send">Send</button>
  </form>
  <button type="button" id="start" class="start" hidden>Start</button>
</main>
</body>
</html>
`;
