import type { Config } from '../config/types';
import type { Log } from './log';
import { PART_NAMES } from './part-names';
import { startParts, type Running } from './start-parts';

/**
 * Starts all services in this process, as `make run` does. What was started is stopped again if a later one fails.
 * @throws the signal's reason once it is aborted before all run
 */
export function startAll(config: Config, log: Log, signal: AbortSignal): Promise<Running> {
  return startParts(PART_NAMES, config, log, signal);
}
