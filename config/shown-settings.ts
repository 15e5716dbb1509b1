import { hasNoCredentials } from './sandbox-settings';
import type { Settings, SettingName } from './schema';
import { settingsSchema } from './schema';

/** A setting as people may see it. */
export interface ShownSetting {
  readonly name: string;
  /** null: it is a secret, or has no value. */
  readonly value: string | null;
  readonly isSet: boolean;
  readonly isSecret: boolean;
  readonly preset: string | null;
}

/**
 * All settings without any secret: of those only whether they are set.
 * @param given - as they were set, empty ones left out
 */
export function shownSettings(
  given: Readonly<Record<string, string>>,
  settings: Settings,
  secrets: readonly SettingName[],
): readonly ShownSetting[] {
  const presets = settingsSchema.parse({});
  const isSandbox = hasNoCredentials(settingsSchema.parse(given));
  return Object.keys(settingsSchema.shape).map((key) => {
    const name = key as SettingName;
    const isSecret = secrets.includes(name);
    const isSet = given[name] !== undefined;
    // What the sandbox fills in was chosen by nobody, but it is what counts.
    const value = isSet ? (given[name] ?? null) : isSandbox ? textOf(settings[name]) : textOf(presets[name]);
    return {
      ...{ name, isSet, isSecret, preset: isSecret ? null : textOf(presets[name]) },
      value: isSecret || value === null ? null : withoutPassword(value),
    };
  });
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return Array.isArray(value) && value.length === 0 ? null : JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An address may carry a name and a password. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s]*@/g, '//…@');
}
