import * as z from 'zod';
import type { AppClient } from '../client-definition.ts';
import type { Pool } from '../pool-definition.ts';
import { timestamp } from '../user-view.ts';
import type { World } from '../world.ts';
import { poolInput } from './fields.ts';
import { type Operations, poolOperation } from './operation.ts';

/** Pools and app clients as the stacks describe them. */
export const describeOperations: Operations = {
  DescribeUserPool: poolOperation(z.strictObject(poolInput), (world, pool) => ({
    UserPool: poolView(world, pool),
  })),

  DescribeUserPoolClient: poolOperation(
    z.strictObject({ ...poolInput, ClientId: z.string().min(1) }),
    (world, pool, { ClientId }) => ({
      UserPoolClient: clientView(world.pools.client(ClientId, pool.id)),
    }),
  ),
};

function poolView(world: World, pool: Pool) {
  const { UserPoolName, Schema, EnabledMfas: _, UserPoolTags, ...settings } = pool.properties;
  const domain = world.pools.domain(pool.id);
  return {
    DeletionProtection: 'INACTIVE',
    ...settings,
    Id: pool.id,
    Arn: pool.arn,
    Name: UserPoolName ?? pool.id,
    SchemaAttributes: Schema,
    UserPoolTags,
    EstimatedNumberOfUsers: world.users.list(pool).length,
    CreationDate: timestamp(pool.createdAt),
    LastModifiedDate: timestamp(pool.createdAt),
    ...(domain !== undefined && { Domain: domain }),
  };
}

function clientView({ id, poolId, secret, createdAt, flows, properties }: AppClient) {
  const { GenerateSecret: _, ClientName, ...settings } = properties;
  return {
    ...settings,
    UserPoolId: poolId,
    ClientId: id,
    ClientName: ClientName ?? id,
    ClientSecret: secret,
    ExplicitAuthFlows: [...flows],
    CreationDate: timestamp(createdAt),
    LastModifiedDate: timestamp(createdAt),
  };
}
