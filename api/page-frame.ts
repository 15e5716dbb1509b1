import { escapeHtml } from '../domain/html';

/** The frame of every page: title, navigation, style. @param main - HTML, escaped already */
export function pageFrame(page: {
  title: string;
  nav: readonly { readonly text: string; readonly url: string }[];
  main: string;
}): string {
  const title = escapeHtml(page.title);
  const nav = page.nav.map(({ text, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/docs.css">
</head>
<body>
<header><h1>${title}</h1><nav aria-label="Main">${nav}</nav></header>
<main>
${page.main}
</main>
</body>
</html>
`;
}
