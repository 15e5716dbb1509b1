// `npm run fuzz -- ticket|ledger [--minutes 10] [--seed N]`: walks of a state machine until the time is over.
// `npm run fuzz -- native [--minutes 10] [--target NAME]`: the native package's API, its targets one after the other in
// equal shares of the time.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const MACHINES = ['ticket', 'ledger'];
const TARGETS = ['model_text', 'model_edits', 'rows'];
const USAGE =
  `usage: npm run fuzz -- ${MACHINES.join('|')} [--minutes 10] [--seed N]\n` +
  `       npm run fuzz -- native [--minutes 10] [--target ${TARGETS.join('|')}]\n`;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        minutes: { type: 'string', default: '10' },
        seed: { type: 'string', default: '' },
        target: { type: 'string' },
      },
    });
    const [what] = positionals;
    const isKnown = what === 'native' ? !values.target || TARGETS.includes(values.target) : MACHINES.includes(what);
    if (positionals.length === 1 && isKnown && Number(values.minutes) > 0) return { what, ...values };
  } catch {
    // Said below.
  }
  process.stderr.write(USAGE);
  process.exit(1);
}

/** @returns the exit code; all of the time goes to one target where one is named */
function fuzzNative({ minutes, target }) {
  const targets = target ? [target] : TARGETS;
  const seconds = Math.max(1, Math.round((Number(minutes) * 60) / targets.length));
  for (const name of targets) {
    process.stdout.write(`${name}: ${seconds} s\n`);
    const { status } = spawnSync('bash', ['scripts/setup/native-fuzz.sh', name, String(seconds)], { stdio: 'inherit' });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}

function fuzzMachine({ what, minutes, seed }) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/jest/bin/jest.js', `test/fuzz/${what}.test.ts`, '--selectProjects', 'fuzz'],
    { stdio: 'inherit', env: { ...process.env, FUZZ_MINUTES: minutes, FUZZ_SEED: seed } },
  );
  return status ?? 1;
}

const asked = read();
process.exitCode = asked.what === 'native' ? fuzzNative(asked) : fuzzMachine(asked);
