import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SearchSpace, Settings } from '../../ml/tuner/space';
import { PEER_DIR, peerPython } from '../peer/run';
import type { Objective } from './objective';

/** Lets Optuna search with our objective. @returns the value of each trial, in order */
export async function searchWithOptuna(input: {
  readonly space: SearchSpace;
  readonly trials: number;
  readonly seed: number;
  readonly objective: Objective;
}): Promise<number[]> {
  const { space, trials, seed, objective } = input;
  const python = await peerPython('requirements-tuner.txt');
  const args = ['--space', JSON.stringify(space), '--trials', String(trials), '--seed', String(seed)];
  const child = spawn(python, [join(PEER_DIR, 'tuner.py'), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[code: number | null]>;
  // A tuner that ends before its time closes the pipe: its exit code says so below.
  child.stdin.on('error', () => undefined);
  const values: number[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const value = await objective(JSON.parse(line) as Settings);
      values.push(value);
      child.stdin.write(`${value}\n`);
    }
  } finally {
    child.stdin.end();
  }
  const [code] = await ended;
  if (code !== 0 || values.length !== trials)
    throw new Error(`Optuna ended with code ${code} after ${values.length} trials`);
  return values;
}
