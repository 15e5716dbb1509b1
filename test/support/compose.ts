import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.resolve(__dirname, '../..');

/** What the tests read of a service of docker-compose.yml, variables filled in. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly { readonly published: string; readonly target: number }[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: {
    readonly replicas?: string;
    readonly resources?: { readonly limits?: { readonly cpus: string; readonly memory: string } };
  };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/**
 * Reads a compose file as Docker would, variables taken from `env`.
 * @throws Error for a variable that must be set (`${X:?why}`) and is not
 */
export function readCompose(env: Readonly<Record<string, string>> = {}, name = 'docker-compose.yml'): ComposeFile {
  const file: unknown = parse(readFileSync(path.join(ROOT, name), 'utf8'), { merge: true });
  return fillIn(file, env) as ComposeFile;
}

/** A service of the file. @throws Error where there is none */
export function serviceOf(file: ComposeFile, name: string): ComposeService {
  const service = file.services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

function fillIn(node: unknown, env: Readonly<Record<string, string>>): unknown {
  if (typeof node === 'string') return interpolate(node, env);
  if (Array.isArray(node)) return node.map((item) => fillIn(item, env));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fillIn(value, env)]));
}

/** `$$`, `${X}`, `${X:-default}`, `${X-default}` and `${X:?why}`, which are all that the files use. */
function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g, (whole, name?: string, form?: string, rest = '') => {
    if (whole === '$$') return '$';
    const value = env[name ?? ''];
    const isMissing = form?.startsWith(':') ? !value : value === undefined;
    if (!isMissing) return value ?? '';
    if (form?.endsWith('?')) throw new Error(`${name}: ${rest}`);
    return form === undefined ? '' : String(rest);
  });
}
