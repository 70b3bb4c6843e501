import * as z from 'zod';
import type { IdentityTable } from '#shared/auth/identity-table';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { ulidSource } from '#shared/domain/ids';
import { activate } from '#test/contract/identity/people';
import { type ApiCall, apiEvent } from './api-events.ts';
import type { Child } from './child.ts';
import type { FunctionCalls } from './function-process.ts';
import type { Store } from './store.ts';

/** Table `identity` of the store, as the product's adapters want it. */
export function identityOf({ options }: Store): IdentityTable {
  return {
    documents: createDocumentClient(options),
    table: 'identity',
    clock: systemClock,
    ids: ulidSource,
  };
}

/** A contact as a form sends it, under 1 KB when stored; `number` makes name and e-mail its own. */
export function contactBody(number: number) {
  const text = String(number).padStart(6, '0');
  return {
    name: `王小明${text}`,
    email: `c${text}@bench.example`,
    mobile: '+8613800138000',
    jobTitle: '采购经理',
    companyName: '云帆科技有限公司',
    notes: '展会认识，需要报价。Met at the fair, wants an offer.',
  };
}

export const createContact = (number: number): ApiCall => ({
  routeKey: 'POST /contacts',
  body: contactBody(number),
});

export const getContact = (contactId: string): ApiCall => ({
  routeKey: 'GET /contacts/{contactId}',
  params: { contactId },
});

export const listContacts = (limit: number, cursor?: string): ApiCall => ({
  routeKey: 'GET /contacts',
  query: { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) },
});

const Answer = z.object({ statusCode: z.int(), body: z.string().optional() });
const Created = z.object({ id: z.string() });

/** A signed-in manager and the functions that answer them. */
export interface Session {
  readonly token: string;
  readonly userId: string;
  event(call: ApiCall): unknown;
  /** Sends a call to a function and gives status and body. */
  send(functionName: string, call: ApiCall): Promise<{ status: number; body: unknown }>;
  /** Creates contacts numbered from `first`; gives their ids. */
  addContacts(first: number, count: number): Promise<readonly string[]>;
}

/** Signs in a manager of the store's organisation. */
export async function openSession(store: Store, functions: Child<FunctionCalls>): Promise<Session> {
  const identity = identityOf(store);
  const { token, user } = await activate(identity, 'manager', 'manager');
  identity.documents.destroy();
  const event = (call: ApiCall) => apiEvent(token, call);
  const send: Session['send'] = async (name, call) => {
    const answer = Answer.parse(await functions.call('ask', { name, event: event(call) }));
    return { status: answer.statusCode, body: answer.body && JSON.parse(answer.body) };
  };
  return {
    token,
    userId: user.userId,
    event,
    send,
    async addContacts(first, count) {
      const ids: string[] = [];
      for (let number = first; number < first + count; number++) {
        const { status, body } = await send('records', createContact(number));
        if (status !== 201) throw new Error(`A contact was not created: ${JSON.stringify(body)}`);
        ids.push(Created.parse(body).id);
      }
      return ids;
    },
  };
}
