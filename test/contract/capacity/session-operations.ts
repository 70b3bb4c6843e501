import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { type ApiCall, apiEvent } from '#test/bench/api-events';
import { password, type ServedPool } from '#test/contract/cognito/served-pool';
import { actor } from '../identity/people.ts';
import type { MeteredStore } from './metered-store.ts';
import type { Operation } from './operations.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: never,
) => Promise<APIGatewayProxyStructuredResultV2>;

const email = 'seller@example.com';

/** Somebody who may sign in with a password, at Cognito and in the table. */
async function invite(store: MeteredStore, pool: ServedPool): Promise<void> {
  const users = createDynamoUsers(store.identity);
  const person = { email, name: 'Seller', role: 'sales', locale: 'en' } as const;
  const { userId } = await users.add(person, actor);
  await users.linkAccount(userId, await pool.addPerson(email));
}

/** The operations of a browser's session in their order, with the emulated Cognito, which is not counted. */
export async function sessionOperations(
  store: MeteredStore,
  pool: ServedPool,
): Promise<readonly Operation[]> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: pool.settings.endpoint,
    RECOVERY_QUEUE_URL: store.queueUrl,
    USER_POOL_ID: pool.poolId,
    USER_POOL_CLIENT_ID: pool.web.ClientId,
  });
  const modules = await Promise.all([
    import('#functions/sign-in/handler'),
    import('#functions/account/handler'),
  ]);
  const [signing, account] = modules.map(({ handler }) => handler as unknown as Handler);
  await invite(store, pool);
  let cookies: readonly string[] = [];
  const ask = async (handler: Handler | undefined, status: number, call: ApiCall) => {
    const event = apiEvent('', { ...call, headers: { origin: 'http://localhost' } });
    const { authorization: _, ...headers } = event.headers;
    const answer = await handler!({ ...event, headers, cookies: [...cookies] }, {} as never);
    if (answer.statusCode !== status)
      throw new Error(`${call.routeKey}: ${answer.statusCode} ${answer.body}`);
    return answer;
  };
  const signIn = async () => {
    const body = { login: email, password };
    const answer = await ask(signing, 200, { routeKey: 'POST /sign-in', body });
    cookies = (answer.cookies ?? []).map((each) => each.split(';')[0]!);
  };
  const signOut = async () => {
    await ask(signing, 204, { routeKey: 'POST /sign-out' });
    // The browser drops the session and keeps by what it is known.
    cookies = cookies.filter((each) => each.includes('device'));
  };
  // The first makes the person active, the browser known and the secret of the app client read.
  await signIn();
  await signOut();
  return [
    { name: 'sign in from a known browser', run: signIn },
    {
      name: 'who one is',
      run: () => ask(account, 200, { routeKey: 'GET /account' }),
    },
    {
      name: 'refresh a session',
      run: () => ask(signing, 200, { routeKey: 'POST /sign-in/refresh' }),
    },
    { name: 'sign out', run: signOut },
  ];
}
