import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import type { RoleName } from '#shared/permissions/roles';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { type ApiCall, apiEvent } from '#test/bench/api-events';
import { placeholders } from '#test/bench/store';
import { activate, actor, addTeam, origin, present, tokens } from '../identity/people.ts';
import type { MeteredStore } from './metered-store.ts';

export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on the shape they expect.
  readonly body: any;
}

/** A person who sends requests. */
export interface Sender {
  readonly userId: string;
  readonly token: string;
  ask(call: ApiCall): Promise<ApiAnswer>;
  /** Gives the body; any other status than the one expected is an error. */
  send(status: number, call: ApiCall): Promise<ApiAnswer['body']>;
}

type Handler = (
  event: APIGatewayProxyEventV2,
  context: never,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** The handlers of records and what goes with them as they are deployed, in this process. */
export async function openApi(store: MeteredStore) {
  Object.assign(process.env, placeholders, {
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_REGION: store.region,
    MERGES_QUEUE_URL: store.queueUrl,
    SEARCH_TABLE: 'search',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const modules = await Promise.all([
    import('#functions/records/handler'),
    import('#functions/bulk/handler'),
    import('#functions/sharing/handler'),
    import('#functions/search/handler'),
    import('#functions/merges/handler'),
    import('#functions/views/handler'),
  ]);
  const { handler: index } = await import('#functions/search-index/handler');
  const [records, bulk, sharing, search, merges, views] = modules.map(
    ({ handler }) => handler as unknown as Handler,
  );
  const handlerOf = (routeKey: string) => {
    if (/ \/bulk-/.test(routeKey)) return bulk;
    if (/ \/shares/.test(routeKey)) return sharing;
    if (/ \/search/.test(routeKey)) return search;
    if (/ \/views/.test(routeKey)) return views;
    return / \/merge/.test(routeKey) ? merges : records;
  };
  const senderOf = (userId: string, token: string): Sender => {
    const ask: Sender['ask'] = async (call) => {
      const answer = await handlerOf(call.routeKey)!(apiEvent(token, call), {} as never);
      return { status: answer.statusCode ?? 0, body: answer.body && JSON.parse(answer.body) };
    };
    return {
      userId,
      token,
      ask,
      async send(expected, call) {
        const { status, body } = await ask(call);
        if (status === expected) return body;
        throw new Error(`${call.routeKey}: ${status} ${JSON.stringify(body)}`);
      },
    };
  };
  return {
    async personOf(role: RoleName, login: string = role): Promise<Sender> {
      const { token, user } = await activate(store.identity, login, role);
      return senderOf(user.userId, token);
    },
    /** Ends all sessions of a person and opens another one. */
    async signInAgain({ userId }: Sender): Promise<Sender> {
      const sessions = createDynamoSessions(store.identity);
      await sessions.endAll(userId, 'session.ended_everywhere');
      const user = await present(store.identity, userId);
      return senderOf(userId, (await sessions.open(user, tokens, origin)).token);
    },
    /** Puts a person into a team, or out of any. */
    async move(userId: string, teamId: string | null): Promise<void> {
      const user = await present(store.identity, userId);
      await createDynamoUsers(store.identity).change(user, { teamId }, 'user.changed', actor);
    },
    addTeam: (teamId: string) => addTeam(store.identity, teamId),
    /** Brings the search index up to an event of the table's stream. */
    index,
  };
}
