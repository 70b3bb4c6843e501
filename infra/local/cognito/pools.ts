import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { CloudContext, Resource, ResourceIdentity, ResourceType } from '../service.ts';
import { type AppClient, readClient } from './client-definition.ts';
import { resourceNotFound } from './errors.ts';
import type { FactorSettings } from './factors/factor-settings.ts';
import { type Pool, readPoolProperties } from './pool-definition.ts';

/** The pools and app clients that exist. */
export interface PoolStore {
  /** Throws `ResourceNotFoundException`. */
  pool(id: string): Pool;
  /** Throws `ResourceNotFoundException`, also for a client of another pool than `poolId`. */
  client(id: string, poolId?: string): AppClient;
  /** As `client`; undefined where there is none. */
  findClient(id: string): AppClient | undefined;
  pools(): readonly Pool[];
  clients(poolId: string): readonly AppClient[];
  domain(poolId: string): string | undefined;
  /** Changes settings until the local cloud stops or is reset: at each start the template decides. */
  changeFactors(poolId: string, settings: Partial<FactorSettings>): Pool;
  forgetChanges(): void;
}

const Kept = z.object({ secret: z.string(), created_at: z.number() });
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The registry of pools, and how their CloudFormation types come to life. */
export function createPools(context: CloudContext): PoolStore & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
} {
  const { database, clock, region, accountId } = context;
  const pools = new Map<string, Pool>();
  const clients = new Map<string, AppClient>();
  const changes = new Map<string, Partial<FactorSettings>>();
  const domains = new Map<string, string>();
  const insert = database.prepare('INSERT OR IGNORE INTO cognito_resources VALUES (?, ?, ?)');
  const select = database.prepare('SELECT secret, created_at FROM cognito_resources WHERE id = ?');

  /** The secret and date of the first creation, whichever start that was. */
  const keep = (id: string) => {
    insert.run(id, randomBytes(39).toString('base64url'), clock.now());
    const { secret, created_at: createdAt } = Kept.parse(select.get(id));
    return { id, secret, createdAt };
  };

  const identifyPool = (resource: { stack: string; logicalId: string }): ResourceIdentity => {
    const id = `${region}_${stableText(resource, 9, letters + letters.toUpperCase().slice(0, 26))}`;
    const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
    const arn = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${id}`;
    const urls = { ProviderName: provider, ProviderURL: `https://${provider}` };
    return { ref: id, attributes: { Arn: arn, UserPoolId: id, ...urls } };
  };

  const find = (id: string): Pool => {
    const pool = pools.get(id);
    if (!pool) throw resourceNotFound(`User pool ${id} does not exist.`);
    return { ...pool, properties: { ...pool.properties, ...changes.get(id) } };
  };

  return {
    pool: find,
    changeFactors(id, settings) {
      changes.set(id, { ...changes.get(id), ...settings });
      return find(id);
    },
    forgetChanges: () => changes.clear(),
    client(id, poolId) {
      const client = clients.get(id);
      if (!client || (poolId !== undefined && client.poolId !== poolId))
        throw resourceNotFound(`User pool client ${id} does not exist.`);
      return client;
    },
    findClient: (id) => clients.get(id),
    pools: () => [...pools.values()],
    clients: (poolId) => [...clients.values()].filter((client) => client.poolId === poolId),
    domain: (poolId) => domains.get(poolId),
    resourceTypes: {
      'AWS::Cognito::UserPool': {
        identify: identifyPool,
        create(resource, { ref: id, attributes }) {
          const { secret, createdAt } = keep(id);
          const properties = readPoolProperties(resource, context);
          pools.set(id, { id, arn: attributes['Arn'] ?? '', properties, secret, createdAt });
        },
      },
      'AWS::Cognito::UserPoolClient': {
        identify(resource) {
          const id = stableText(resource, 26, letters);
          return { ref: id, attributes: { ClientId: id } };
        },
        create(resource, { ref: id }) {
          clients.set(id, readClient(resource, keep(id), context));
        },
      },
      'AWS::Cognito::UserPoolDomain': {
        nameProperty: 'Domain',
        identify: ({ name, logicalId }) => ({ ref: name ?? logicalId, attributes: {} }),
        create(resource, { ref }) {
          const { UserPoolId } = z
            .looseObject({ UserPoolId: z.string() })
            .parse(resource.properties);
          domains.set(UserPoolId, ref);
        },
      },
    },
  };
}

function stableText(
  { stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>,
  length: number,
  alphabet: string,
): string {
  const digest = createHash('sha512').update(`${stack}/${logicalId}`).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join(
    '',
  );
}
