import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { examine } from '../doctor/examine';
import { renderReport } from '../doctor/report';

const USAGE = 'usage: npm run doctor [-- --json]\n  exit code 0: all that is set up works; 1: something failed\n';

async function run(): Promise<void> {
  const options = { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  readDotenv({ quiet: true });
  const report = await examine(process.env);
  process.stdout.write(`${values.json ? JSON.stringify(report) : renderReport(report)}\n`);
  process.exitCode = report.failed > 0 ? 1 : 0;
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
});
