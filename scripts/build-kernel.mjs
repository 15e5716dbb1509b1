// Compiles ml/kernel/assembly (AssemblyScript) to WebAssembly and writes it, as text, to ml/kernel/binary.ts. Run by hand
// after a change there; test/unit/ml/kernel.test.ts says when that was forgotten. With --print it writes to the output.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const KERNEL = join(dirname(dirname(fileURLToPath(import.meta.url))), 'ml', 'kernel');
const FLAGS = ['--outFile', 'kernel.wasm', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort='];

/** The text of binary.ts that belongs to the sources of today. */
async function compileKernel() {
  let binary;
  const { error, stderr } = await asc.main(['index.ts', ...FLAGS, '-O3'], {
    readFile(name, baseDir) {
      try {
        return readFileSync(join(KERNEL, 'assembly', baseDir, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernel does not compile: ${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,110}/g)
    .map((line) => `  '${line}',`);
  return [
    '/** WebAssembly of assembly/index.ts in base64. Made by scripts/build-kernel.mjs, never edited. */',
    'export const KERNEL_BASE64 = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

const text = await compileKernel();
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(join(KERNEL, 'binary.ts'), text);
