import { ulid } from 'ulid';
import { contactBody, createContact, getContact, listContacts, openSession } from './contacts.ts';
import type { Exchange } from './function-process.ts';
import { startFunctions } from './functions.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';
import type { SentRequest } from './store-process.ts';

/** Far above the contacts that lists show, so that every creation is a new one. */
const firstNew = 100_000;
const ulidForm = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;

/** CPU of the warm records function ÷ a bare handler that asks the same of DynamoDB, per answer. */
export async function warmHandler(rounds = 5, answers = 150): Promise<readonly Ratio[]> {
  const store = await startStore();
  const functions = await startFunctions(store, 'records');
  const session = await openSession(store, functions);
  const [contactId = ''] = await session.addContacts(0, 100);

  let next = firstNew;
  const take = (count: number) => Array.from({ length: count }, () => next++);
  const same = (call: Parameters<typeof session.event>[0]) => (count: number) =>
    Array.from({ length: count }, () => session.event(call));
  const operations = [
    { name: 'read a contact', events: same(getContact(contactId)) },
    { name: 'list 25 contacts', events: same(listContacts(25)) },
    {
      name: 'create a contact',
      events: (count: number) => take(count).map((each) => session.event(createContact(each))),
      renewed: true,
    },
  ];

  const ratios: Ratio[] = [];
  for (const { name, events, renewed } of operations) {
    // What is asked for once in a function's life (the secret of cursors) is no part of an answer.
    await functions.call('run', { name: 'records', events: events(1) });
    const seen = next;
    const [event] = events(1);
    const { trips } = await store.consumedBy(() =>
      functions.call('run', { name: 'records', events: [event] }),
    );
    const body = renewed ? JSON.stringify(contactBody(seen)) : undefined;
    const exchange = (number: number): Exchange =>
      renewed ? renew({ body, trips }, seen, number, session.userId) : { body, trips };
    const bare = () => functions.call('runBare', take(answers).map(exchange));
    const run = () => functions.call('run', { name: 'records', events: events(answers) });

    // Both sides are compiled by the machine before anything counts.
    await bare();
    await run();
    const found = await interleaved(rounds, { bare, run });
    const cpu = (side: keyof typeof found) =>
      found[side].map(({ cpuMicroseconds }) => cpuMicroseconds / answers);
    const requests = trips.flat().length;
    const about = {
      name: `${name} ÷ the same ${requests} requests bare`,
      unit: 'µs CPU',
      goal: '≤ 3',
    };
    ratios.push(ratioOf(about, cpu('run'), cpu('bare')));
  }
  await functions.stop();
  await store.stop();
  return ratios;
}

/** The same requests for another contact: its number and every id that is not the person's. */
function renew({ body, trips }: Exchange, seen: number, number: number, userId: string): Exchange {
  const ids = new Map<string, string>([[userId, userId]]);
  const fresh = (id: string) => {
    const known = ids.get(id) ?? ulid();
    ids.set(id, known);
    return known;
  };
  const again = (text: string) =>
    text.replaceAll(String(seen), String(number)).replace(ulidForm, fresh);
  return {
    body: body && again(body),
    trips: trips.map((trip) => trip.map((sent) => (isWrite(sent) ? renewed(sent, again) : sent))),
  };
}

const isWrite = ({ operation }: SentRequest) => operation.startsWith('Transact');

/** A transaction with the same token would be answered from memory. */
function renewed({ operation, input }: SentRequest, again: (text: string) => string): SentRequest {
  const { ClientRequestToken: _, ...rest } = input;
  return { operation, input: JSON.parse(again(JSON.stringify(rest))) as SentRequest['input'] };
}
