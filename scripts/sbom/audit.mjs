// npm run audit: known faults of what the product is made of, by the npm registry. Ends with 1 where one is high or
// critical, with 2 where the registry does not answer such questions, as mirrors inside companies often do not.
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1_048_576,
});
const report = parsed(stdout);
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const reason = report?.error?.summary || report?.message || stderr.trim().split('\n').at(-1) || 'no answer';
  process.stderr.write(`npm audit: the registry gave no answer (${String(reason).slice(0, 200)}).\n`);
  process.stderr.write(
    'Nothing is known, which does not mean that nothing is wrong: run it where registry.npmjs.org can be reached.\n',
  );
  process.exitCode = 2;
} else {
  for (const [name, { severity, via }] of Object.entries(report.vulnerabilities ?? {})) {
    const titles = via.flatMap((one) => (typeof one === 'object' ? [`${one.title} ${one.url}`] : []));
    process.stdout.write(`${severity}: ${name}${titles.length > 0 ? `: ${titles.join('; ')}` : ''}\n`);
  }
  process.stdout.write(
    `${counts.critical} critical, ${counts.high} high, ${counts.moderate} moderate, ${counts.low} low\n`,
  );
  if (counts.critical + counts.high > 0) process.exitCode = 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
