import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const SCRIPT = resolve(__dirname, '../../scripts/copy-assets.mjs');

describe('copy-assets', () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'oncek-assets-'));
    write('tsconfig.build.json', '{"include":["api","sandbox"]}');
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  function write(path: string, text = ''): void {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }

  function copyAssets(): void {
    expect(spawnSync(process.execPath, [SCRIPT], { cwd: clone, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  }

  test('copies pages and browser scripts beside the compiled code, and no sources', () => {
    write('sandbox/telegram/page.html', '<p>chat</p>');
    write('sandbox/telegram/page.js', 'render()');
    write('sandbox/telegram/server.ts');
    write('sandbox/README.md');
    copyAssets();
    expect(readFileSync(join(clone, 'dist/sandbox/telegram/page.html'), 'utf8')).toBe('<p>chat</p>');
    expect(readFileSync(join(clone, 'dist/sandbox/telegram/page.js'), 'utf8')).toBe('render()');
    expect(existsSync(join(clone, 'dist/sandbox/telegram/server.ts'))).toBe(false);
    expect(existsSync(join(clone, 'dist/sandbox/README.md'))).toBe(false);
  });

  test('removes outputs whose source is gone and keeps the others', () => {
    write('api/app.ts');
    for (const output of ['api/app.js', 'api/app.js.map', 'api/gone.js', 'api/gone.js.map', 'api/gone.html']) {
      write(`dist/${output}`);
    }
    write('dist/workflow-bundle.js');
    copyAssets();
    const outputs = [
      'api/app.js',
      'api/app.js.map',
      'workflow-bundle.js',
      'api/gone.js',
      'api/gone.js.map',
      'api/gone.html',
    ];
    expect(outputs.filter((output) => existsSync(join(clone, 'dist', output)))).toEqual(outputs.slice(0, 3));
  });
});
