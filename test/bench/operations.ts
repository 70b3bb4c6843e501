import * as z from 'zod';
import type { Child } from './child.ts';
import { contactBody, createContact, getContact, listContacts, type Session } from './contacts.ts';
import type { FunctionCalls } from './function-process.ts';
import { type Least, leastFor, type Need, oneRead } from './least.ts';
import type { Store } from './store.ts';

/** An operation as it is measured: what it does, and the least it could do with. */
export interface Operation {
  readonly name: string;
  run(): Promise<unknown>;
  readonly least: Need;
  /** How often it runs for a mean; once where every run asks the same. */
  readonly times?: number;
  /** Sends one request as soon as another is answered: then each request counts as a trip. */
  readonly pipelined?: boolean;
}

const page = 25;
/** A page needs a second look at a shard that holds more of it than its share: by chance, so many count. */
const pages = 20;

const Page = z.object({ nextCursor: z.string().optional() });

/** The operations of contacts, in an order in which each finds what it needs. */
export async function contactOperations(
  store: Store,
  session: Session,
): Promise<readonly Operation[]> {
  const ids = await session.addContacts(0, pages * page);
  const [contactId = '', deleted = ''] = ids;
  const least: Least = await leastFor(store, contactId);
  const send = (status: number, call: Parameters<Session['send']>[1]) => async () => {
    const answer = await session.send('records', call);
    if (answer.status !== status)
      throw new Error(`${call.routeKey}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const patch = (version: number, jobTitle: string) => ({
    routeKey: 'PATCH /contacts/{contactId}',
    params: { contactId },
    headers: { 'if-match': `"${version}"` },
    body: { jobTitle },
  });
  const keyed = { ...createContact(1_001), headers: { 'idempotency-key': 'bench-key-1' } };
  // The secret of cursors is asked for once in a function's life.
  await send(200, listContacts(page))();
  let cursor: string | undefined;
  const nextPage = async () => {
    const body = await send(200, listContacts(page, cursor))();
    cursor = Page.parse(body).nextCursor;
  };
  const email = contactBody(1).email;

  return [
    { name: 'read', run: send(200, getContact(contactId)), least: least.read },
    { name: 'create', run: send(201, createContact(1_000)), least: least.create },
    { name: 'create with an idempotency key', run: send(201, keyed), least: least.create },
    { name: 'the same create again', run: send(201, keyed), least: least.refusedWrite },
    {
      name: 'create, refused: e-mail taken',
      run: send(409, createContact(1)),
      least: least.refusedWrite,
    },
    { name: 'change a field', run: send(200, patch(1, 'Buyer')), least: least.change },
    { name: 'change nothing', run: send(200, patch(2, 'Buyer')), least: least.read },
    {
      name: `list ${page}, mean of ${pages} pages`,
      run: nextPage,
      least: least.list(page),
      times: pages,
    },
    {
      name: 'list by e-mail',
      run: send(200, { routeKey: 'GET /contacts', query: { email } }),
      least: least.read,
    },
    {
      name: 'changes of a contact',
      run: send(200, { routeKey: 'GET /contacts/{contactId}/changes', params: { contactId } }),
      least: oneRead,
    },
    {
      name: 'delete',
      run: send(204, {
        routeKey: 'DELETE /contacts/{contactId}',
        params: { contactId: deleted },
        headers: { 'if-match': '"1"' },
      }),
      least: least.delete,
    },
  ];
}

/** Writes one chunk of a planned import. */
export function chunkOperation(
  functions: Child<FunctionCalls>,
  event: unknown,
  rows: number,
  least: Least,
): Operation {
  return {
    name: `import a chunk of ${rows} rows (trips: requests)`,
    run: () => functions.call('run', { name: 'importRows', events: [event] }),
    // BatchWriteItem takes 25 items.
    least: { trips: Math.ceil(rows / 25), reads: 0, writes: rows * least.create.writes },
    pipelined: true,
  };
}
