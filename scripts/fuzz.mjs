// `npm run fuzz -- ticket|ledger [--minutes 10] [--seed N]`: walks of a state machine until the time is over.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const MACHINES = ['ticket', 'ledger'];
const USAGE = `usage: npm run fuzz -- ${MACHINES.join('|')} [--minutes 10] [--seed N]\n`;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '' } },
    });
    const [machine] = positionals;
    if (positionals.length === 1 && MACHINES.includes(machine) && Number(values.minutes) > 0) {
      return { machine, ...values };
    }
  } catch {
    // Said below.
  }
  process.stderr.write(USAGE);
  process.exit(1);
}

const { machine, minutes, seed } = read();
const { status } = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', `test/fuzz/${machine}.test.ts`, '--selectProjects', 'fuzz'],
  { stdio: 'inherit', env: { ...process.env, FUZZ_MINUTES: minutes, FUZZ_SEED: seed } },
);
process.exitCode = status ?? 1;
