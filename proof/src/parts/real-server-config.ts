/** Where a Temporal Server of our own listens, and its database. */
export interface RealServerPlan {
  readonly postgresPort: number;
  readonly password: string;
  /** Of the services, of membership and of HTTP: nine free ports. */
  readonly ports: readonly number[];
  readonly dynamicConfigFile: string;
}

/** Databases of the server: what runs, and what lists it. */
export const databases = { default: 'temporal', visibility: 'temporal_visibility' } as const;

/** Ports that {@link realServerConfig} wants. */
export const portCount = 9;

/** The configuration of a server with all its services in one process, as JSON, which is YAML too. */
export function realServerConfig({
  postgresPort,
  password,
  ports,
  dynamicConfigFile,
}: RealServerPlan): string {
  const sql = (databaseName: string) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `127.0.0.1:${postgresPort}`,
      connectProtocol: 'tcp',
      user: 'postgres',
      password,
      maxConns: 20,
      maxIdleConns: 20,
      maxConnLifetime: '1h',
    },
  });
  const service = (index: number, more: object = {}) => ({
    rpc: {
      grpcPort: ports[2 * index],
      membershipPort: ports[2 * index + 1],
      bindOnLocalHost: true,
      ...more,
    },
  });
  return JSON.stringify({
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: sql(databases.default), visibility: sql(databases.visibility) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service(0, { httpPort: ports[8] }),
      matching: service(1),
      history: service(2),
      worker: service(3),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports[0]}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  });
}
