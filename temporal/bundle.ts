import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, type BundleOptions as BundleOptionsOfSdk } from '@temporalio/worker';

/** Workflow code as a worker takes it. */
export interface WorkflowCode {
  readonly code: string;
}

/** The workflows as they are, or with what carries traces through them. */
export interface BundleOptions {
  /** Default: false. */
  readonly isTraced?: boolean;
}

/** What the loaded code is to do besides. */
export interface LoadOptions extends BundleOptions {
  /** Whether messages and call stacks of workflows' failures stand in payloads, for a codec to encrypt. Default: false. */
  readonly encodesFailures?: boolean;
}

/** As in tsconfig.json. */
const TARGET = 'es2022';

/** Read by workflows/failure-converter.ts; no line break, for the source map counts lines. */
const ENCODES_FAILURES = 'globalThis.oncekEncodesFailures = true; ';

/** Where the built product keeps a bundle made ahead, beside the build id of its sources. */
export function bundleFile({ isTraced = false }: BundleOptions = {}): string {
  return isTraced ? 'workflow-bundle-traced.js' : 'workflow-bundle.js';
}

/** Bundles `workflows/`, from sources or from compiled code. Takes some seconds. */
export async function bundleWorkflows(root: string, { isTraced = false }: BundleOptions = {}): Promise<WorkflowCode> {
  const folder = path.join(root, 'workflows');
  const { code } = await bundleWorkflowCode({
    workflowsPath: folder,
    failureConverterPath: path.join(folder, 'failure-converter'),
    workflowInterceptorModules: isTraced ? [path.join(folder, 'tracing')] : [],
    // Loaded once for all cached workflows, not once for each: a third less memory. No module may keep state of a run.
    preloadModules: [folder],
    webpackConfigHook: asCompiled,
    logger: quietLogger,
  });
  return { code };
}

type WebpackConfig = Parameters<NonNullable<BundleOptionsOfSdk['webpackConfigHook']>>[0];

/**
 * From sources the SDK would translate to ES2017, and write out the ranges of each `\p{…}`: half a megabyte that what
 * the compiler made does not have. So both are bundled alike.
 */
function asCompiled(config: WebpackConfig): WebpackConfig {
  for (const rule of config.module?.rules ?? []) {
    const { use } = (rule ?? {}) as { use?: { options?: { jsc?: { target: string } } } };
    if (use?.options?.jsc) use.options.jsc.target = TARGET;
  }
  return config;
}

/** The bundle made ahead where there is one, else a fresh one. @param root - folder that holds `workflows/` */
export async function loadWorkflowCode(root: string, options: LoadOptions = {}): Promise<WorkflowCode> {
  const file = path.join(root, bundleFile(options));
  const made = existsSync(file) ? { code: readFileSync(file, 'utf8') } : await bundleWorkflows(root, options);
  return options.encodesFailures ? encodingFailures(made) : made;
}

/** The same workflows, which put messages and call stacks of their failures into payloads. */
export function encodingFailures({ code }: WorkflowCode): WorkflowCode {
  return { code: ENCODES_FAILURES + code };
}

const ignore = (): void => {};

/** The bundler reports its progress in many lines; only what went wrong is worth one. */
const quietLogger = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: (message: string) => process.stderr.write(`${message}\n`),
  error: (message: string) => process.stderr.write(`${message}\n`),
};
