import * as z from 'zod';
import type { AccessNeed } from '../../service.ts';
import type { AppClient } from '../client-definition.ts';
import { invalidParameter } from '../errors.ts';
import type { Pool } from '../pool-definition.ts';
import { readAccessToken } from '../tokens.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';

/** An operation whose input was read: what IAM is asked, and how it runs. */
export interface Prepared {
  readonly needs: readonly AccessNeed[];
  run(): Promise<Answer> | Answer;
}

/** What is sent back; undefined members stay away. */
export type Answer = Readonly<Record<string, unknown>>;

/** Reads an input. Throws `InvalidParameterException`. */
export type Operation = (world: World, name: string, body: unknown) => Prepared;

/** Operations by name; every file of this folder gives one. */
export type Operations = Readonly<Record<string, Operation>>;

/** An operation of administrators, which IAM allows per pool. */
export function poolOperation<Input extends { UserPoolId: string }>(
  schema: z.ZodType<Input>,
  run: (world: World, pool: Pool, input: Input) => Promise<Answer> | Answer,
): Operation {
  return (world, name, body) => {
    const input = read(schema, body);
    const { region, accountId } = world.context;
    const resource = `arn:aws:cognito-idp:${region}:${accountId}:userpool/${input.UserPoolId}`;
    return {
      needs: [{ action: `cognito-idp:${name}`, resource }],
      run: () => run(world, world.pools.pool(input.UserPoolId), input),
    };
  };
}

/** As `poolOperation`, about one person. Throws `UserNotFoundException`. */
export function userOperation<Input extends { UserPoolId: string; Username: string }>(
  schema: z.ZodType<Input>,
  run: (world: World, who: { pool: Pool; user: User }, input: Input) => Promise<Answer> | Answer,
): Operation {
  return poolOperation(schema, (world, pool, input) =>
    run(world, { pool, user: world.users.get(pool, input.Username) }, input),
  );
}

/** An operation that anybody may call who knows an app client; its secret is the handler's matter. */
export function clientOperation<Input extends { ClientId: string }>(
  schema: z.ZodType<Input>,
  run: (
    world: World,
    of: { pool: Pool; client: AppClient },
    input: Input,
  ) => Promise<Answer> | Answer,
): Operation {
  return (world, _name, body) => {
    const input = read(schema, body);
    return {
      needs: [],
      run: () => {
        const client = world.pools.client(input.ClientId);
        return run(world, { client, pool: world.pools.pool(client.poolId) }, input);
      },
    };
  };
}

/** An operation of whoever holds the access token. Throws `NotAuthorizedException`. */
export function ownOperation<Input extends { AccessToken: string }>(
  schema: z.ZodType<Input>,
  run: (
    world: World,
    who: { pool: Pool; client: AppClient; user: User },
    input: Input,
  ) => Promise<Answer> | Answer,
): Operation {
  return (world, _name, body) => {
    const input = read(schema, body);
    return {
      needs: [],
      run: async () => run(world, await readAccessToken(world, input.AccessToken), input),
    };
  };
}

/** An operation without IAM that finds out for itself whom it is about. */
export function openOperation<Input>(
  schema: z.ZodType<Input>,
  run: (world: World, input: Input) => Promise<Answer> | Answer,
): Operation {
  return (world, _name, body) => {
    const input = read(schema, body);
    return { needs: [], run: () => run(world, input) };
  };
}

function read<Input>(schema: z.ZodType<Input>, body: unknown): Input {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw invalidParameter(z.prettifyError(error));
  return data;
}
