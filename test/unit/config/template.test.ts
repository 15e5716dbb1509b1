import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from '../../../config/schema';

const LINES = readFileSync(join(__dirname, '..', '..', '..', '.env.template'), 'utf8').split('\n');
const SETTING = /^([A-Z0-9_]+)=(.*)$/;

const settings = LINES.flatMap((line, index) => {
  const match = SETTING.exec(line);
  return match ? [{ name: match[1] ?? '', value: match[2] ?? '', comment: LINES[index - 1] ?? '' }] : [];
});

test('the template names exactly the settings of the schema, each once', () => {
  expect(settings.map(({ name }) => name).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});

test('the template sets nothing, so a copy of it starts the sandbox', () => {
  expect(settings.filter(({ value }) => value !== '')).toEqual([]);
});

test('the line above each setting says its default, the same as the schema', () => {
  const defaults = settingsSchema.parse({}) as Record<string, unknown>;
  for (const { name, comment } of settings) {
    expect(comment).toMatch(/^# .*Default: \S/);
    const value = defaults[name];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    expect(`${name} ${comment.slice(comment.indexOf('Default: '))}`).toBe(`${name} Default: ${String(value)}`);
  }
});
