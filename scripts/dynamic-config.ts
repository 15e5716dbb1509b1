/** Values of a Temporal server's dynamic configuration by name. */
export type DynamicConfig = Readonly<Record<string, number | boolean | string>>;

/**
 * One partition a queue in place of four. A worker has a few pollers for what is new; at a partition where none of them
 * waits a task lies about 2 s (docs/decisions/036-partitions.md). Also in temporal/cluster/dynamic-config.yaml.
 */
export const ONE_PARTITION: DynamicConfig = {
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** For the command line of `temporal server start-dev`. */
export function dynamicConfigArguments(values: DynamicConfig): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    '--dynamic-config-value',
    `${name}=${JSON.stringify(value)}`,
  ]);
}
