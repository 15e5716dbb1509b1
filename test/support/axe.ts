import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const SOURCE = require.resolve('axe-core/axe.min.js');
/** Elements shown of one finding. */
const MOST_SHOWN = 3;

/** What axe-core finds in the page as it stands, of every impact: the rule with the elements it is about. */
export async function axeFindings(page: Page): Promise<readonly (readonly [rule: string, elements: string[]])[]> {
  await page.evaluate(readFileSync(SOURCE, 'utf8'));
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, MOST_SHOWN)] as const);
}
