/** The Temporal server's own settings file: one process with all its services, on loopback, over PostgreSQL. */
export function serverSettings(input: {
  postgres: number;
  /** Where clients come in. */
  frontend: number;
  /** Eight more ports. */
  own: readonly number[];
  user: string;
  databases: { temporal: string; visibility: string };
  root: string;
}): string {
  const { postgres, frontend, own, user, databases, root } = input;
  const store = (name: string, connections: number): string => `
      sql:
        pluginName: postgres12
        databaseName: ${name}
        connectAddr: 127.0.0.1:${postgres}
        connectProtocol: tcp
        user: ${user}
        password: ${user}
        maxConns: ${connections}
        maxIdleConns: ${connections}
        maxConnLifetime: 1h`;
  const service = (name: string, grpc: number, membership: number): string => `
  ${name}:
    rpc:
      grpcPort: ${grpc}
      membershipPort: ${membership}
      bindOnLocalHost: true`;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = own;
  return `log:
  stdout: true
  level: warn
persistence:
  defaultStore: main
  visibilityStore: visibility
  numHistoryShards: 4
  datastores:
    main:${store(databases.temporal, 20)}
    visibility:${store(databases.visibility, 5)}
global:
  membership:
    maxJoinDuration: 30s
    broadcastAddress: 127.0.0.1
services:${service('frontend', frontend, a)}${service('matching', b, c)}${service('history', d, e)}${service('worker', f, g)}
clusterMetadata:
  enableGlobalNamespace: false
  failoverVersionIncrement: 10
  masterClusterName: active
  currentClusterName: active
  clusterInformation:
    active:
      enabled: true
      initialFailoverVersion: 1
      rpcName: frontend
      rpcAddress: 127.0.0.1:${frontend}
dcRedirectionPolicy:
  policy: noop
dynamicConfigClient:
  filepath: ${root}/config/dynamic.yaml
  pollInterval: 60s
`;
}
