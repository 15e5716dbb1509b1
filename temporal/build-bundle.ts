import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleFile, bundleWorkflows } from './bundle';

/** Its limit without the source map: every cached workflow holds the bundle's objects in memory. */
const MAX_BYTES = 1_600_000;

async function run(): Promise<void> {
  const root = path.resolve(__dirname, '..');
  for (const isTraced of [false, true]) {
    const { code } = await bundleWorkflows(root, { isTraced });
    const mapAt = code.lastIndexOf('//# sourceMappingURL=');
    const bytes = Buffer.byteLength(mapAt < 0 ? code : code.slice(0, mapAt));
    writeFileSync(path.join(root, bundleFile({ isTraced })), code);
    const name = isTraced ? 'traced workflow bundle' : 'workflow bundle';
    process.stdout.write(`${name}: ${(bytes / 1_000).toFixed(0)} kB without its source map\n`);
    if (bytes > MAX_BYTES) throw new Error(`the ${name} is larger than ${MAX_BYTES / 1_000} kB`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
