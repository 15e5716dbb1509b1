import type { Response, Router } from 'express';
import { PAGE_SCRIPT } from './page-script';
import { PAGE_STYLE } from './page-style';

/** No text of the sheet is in the page itself: the script fetches it and sets it as text, never as markup. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox spreadsheet</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sheets/page.css">
</head>
<body>
<header>
<h1>Spreadsheet</h1>
<nav id="tabs" role="tablist" aria-label="Worksheets"></nav>
<label class="find">Find <input id="find" type="search" autocomplete="off" placeholder="text in any cell"></label>
<output id="count" aria-live="polite"></output>
</header>
<p id="problem" role="alert" hidden></p>
<main id="sheet" tabindex="0" aria-label="Cells"><table><thead id="head"></thead><tbody id="body"></tbody></table></main>
<footer>
<button id="previous" type="button">Previous rows</button>
<span id="range"></span>
<button id="next" type="button">Next rows</button>
</footer>
<script src="/sheets/page.js"></script>
</body>
</html>
`;

const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

/** Adds `GET /sheets`: the worksheets as people see them, editable and live. */
export function addPageRoutes(router: Router): void {
  router.get('/sheets', (_req, res) => reply(res, 'text/html; charset=utf-8', PAGE));
  router.get('/sheets/page.js', (_req, res) => reply(res, 'text/javascript; charset=utf-8', PAGE_SCRIPT));
  router.get('/sheets/page.css', (_req, res) => reply(res, 'text/css; charset=utf-8', PAGE_STYLE));
}

function reply(res: Response, type: string, body: string): void {
  res.set({
    'Content-Type': type,
    'Content-Security-Policy': CONTENT_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  res.send(body);
}
