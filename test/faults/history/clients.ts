import fc from 'fast-check';
import type { ApiAnswer, ApiClient, ApiRequest } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { everyItem } from '#test/support/record-digest';
import type { History, Operation, OperationKind, Version } from './history.ts';

export interface Move {
  readonly kind: OperationKind;
  /** Which of the records, where there are so many. */
  readonly which: number;
  /** A patch may also take or give up an address that others want. */
  readonly email?: string | null;
  /** A patch may name the version before the one that the client knows. */
  readonly isStale: boolean;
}

const emails = ['a@history.example', 'b@history.example'] as const;

/** What one client does, by the seed. */
export function movesOf(seed: number, count: number): readonly Move[] {
  const move = fc.record({
    kind: fc.constantFrom<OperationKind>(
      ...(['read', 'read', 'read', 'patch', 'patch', 'patch', 'patch', 'restore'] as const),
      ...(['restore', 'delete', 'create'] as const),
    ),
    which: fc.nat(3),
    email: fc.constantFrom(undefined, undefined, null, ...emails),
    isStale: fc.nat(5).map((number) => number === 0),
  });
  const [moves = []] = fc.sample(
    fc.array(move, { minLength: count, maxLength: count, size: 'max' }),
    {
      seed,
      numRuns: 1,
    },
  );
  return moves as Move[];
}

/** A request that was not finished is sent so often again under its key, as clients are asked to. */
const repeats = 4;

/** Writes down what clients do to a few contacts, and how and in which order they are answered. */
export function createRecorder() {
  const operations: Operation[] = [];
  const records: string[] = [];
  let moment = 0;
  let values = 0;

  type Facts = Pick<
    Operation,
    'client' | 'kind' | 'recordId' | 'ifMatch' | 'idempotencyKey' | 'sent'
  >;

  async function ask(
    sender: ApiClient,
    [method, path, request]: readonly [string, string, ApiRequest?],
    facts: Facts,
  ): Promise<ApiAnswer | undefined> {
    moment += 1;
    const invoked = moment;
    const answer = await sender.send(method, path, request).catch(() => undefined);
    moment += 1;
    const status = answer?.status ?? 0;
    const isKnown = status >= 200 && status < 500;
    const body = status < 300 ? answer?.body : undefined;
    operations.push({
      ...facts,
      ...{ invoked, completed: isKnown ? moment : Number.POSITIVE_INFINITY, status },
      outcome: isKnown ? (status < 300 ? 'done' : 'refused') : 'unknown',
      requestId: answer?.headers.get('apigw-requestid') ?? undefined,
      recordId: facts.recordId ?? body?.id,
      answered: body && { version: body.version, value: body.name },
    });
    return answer;
  }

  async function create(sender: ApiClient, client: number): Promise<void> {
    values += 1;
    const [sent, idempotencyKey] = [`value ${values}`, `key-${values}-of-the-history`];
    const facts = { client, kind: 'create', recordId: undefined, sent, idempotencyKey } as const;
    const headers = { 'idempotency-key': idempotencyKey };
    for (let count = 0; count < repeats; count += 1) {
      const request = { body: { name: sent }, headers };
      const answer = await ask(sender, ['POST', '/contacts', request], facts);
      if (answer?.status === 201 && !records.includes(answer.body.id)) records.push(answer.body.id);
      // One more than needed, at times: a key has one effect also where nothing went wrong.
      if (answer && answer.status < 500 && count > 0) break;
    }
  }

  /** One client goes through its moves, each after the last one was answered. */
  async function run(sender: ApiClient, client: number, moves: readonly Move[]): Promise<void> {
    const known = new Map<string, number>();
    for (const { kind, which, email, isStale } of moves) {
      if (kind === 'create' ? records.length < 4 : records.length === 0)
        await create(sender, client);
      const recordId = records[which % records.length];
      if (recordId === undefined || kind === 'create') continue;
      const path = `/contacts/${recordId}`;
      const facts = { client, kind, recordId } as const;
      const answer = await (() => {
        switch (kind) {
          case 'read':
            return ask(sender, ['GET', path], facts);
          case 'delete':
            return ask(sender, ['DELETE', path], facts);
          case 'restore':
            return ask(sender, ['POST', `${path}/restore`], facts);
          case 'patch': {
            values += 1;
            const sent = `value ${values}`;
            const ifMatch = (known.get(recordId) ?? 1) - (isStale ? 1 : 0);
            const body = { name: sent, ...(email === undefined ? {} : { email }) };
            const headers = { 'if-match': `"${ifMatch}"` };
            return ask(sender, ['PATCH', path, { body, headers }], { ...facts, ifMatch, sent });
          }
        }
      })();
      if (answer?.body?.version) known.set(recordId, answer.body.version);
      else if (answer?.status === 412) known.set(recordId, (known.get(recordId) ?? 1) + 1);
    }
  }

  return {
    run,
    create,
    async history(cloud: TestCloud): Promise<History> {
      const chains = new Map<string, Version[]>();
      for await (const { item } of everyItem(cloud)) {
        if (!String(item['pk']).startsWith('contact#')) continue;
        if (!String(item['sk']).startsWith('change#')) continue;
        const { recordId, version, cause, action, values: changed } = item;
        const chain = chains.get(recordId) ?? [];
        chains.set(recordId, chain);
        chain.push({ version, cause, isLive: action !== 'deleted', value: changed.name?.to });
      }
      return { operations, chains };
    },
  };
}
