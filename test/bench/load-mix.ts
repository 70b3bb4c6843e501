import type { Request } from 'autocannon';

/** What one caller asked for and was told: what they made, changed and deleted, by the ids that were answered. */
export interface Acknowledged {
  /** How many contacts they have asked for; gives each its own address. */
  asked: number;
  readonly created: Set<string>;
  readonly changed: Set<string>;
  readonly deleted: Set<string>;
}

interface Contact {
  readonly id: string;
  readonly etag: string;
}

/** What a turn knows so far: the record it keeps and the one it deletes again. */
interface Turn {
  kept?: Contact;
  spare?: Contact;
}

export const changedTitle = 'Head of buying';

const json = { 'content-type': 'application/json' };

/**
 * A turn of what people do in a list of contacts, again and again: look, search, read, make, change,
 * delete. `answered` hears of each answer before the next request goes out.
 */
export function turnOf(
  caller: string,
  acknowledged: Acknowledged,
  answered: (operation: string, status: number) => void,
): Request[] {
  const step = (
    operation: string,
    requestOf: (turn: Turn) => Omit<Request, 'setupRequest' | 'onResponse'> | undefined,
    learn: (turn: Turn, body: string, headers: Record<string, string>) => void = () => {},
  ): Request => ({
    setupRequest(request, turn) {
      const made = requestOf(turn as Turn);
      // Without a request the turn begins anew.
      if (!made) return undefined as unknown as Request;
      return { ...request, ...made, headers: { ...request.headers, ...made.headers } };
    },
    onResponse(status, body, turn, headers) {
      answered(operation, status);
      if (status < 300) learn(turn as Turn, body, headers as Record<string, string>);
    },
  });
  const get = (operation: string, path: string) => step(operation, () => ({ method: 'GET', path }));
  const make = (place: 'kept' | 'spare') =>
    step(
      'create',
      () => {
        const number = ++acknowledged.asked;
        const body = {
          name: `李雷 ${caller} ${number}`,
          email: `${caller}-${number}@load.example`,
          jobTitle: 'Buyer',
          companyName: '云帆科技有限公司',
        };
        return { method: 'POST', path: '/contacts', headers: json, body: JSON.stringify(body) };
      },
      (turn, body, headers) => {
        const { id } = JSON.parse(body) as { id: string };
        acknowledged.created.add(id);
        turn[place] = { id, etag: headers['etag'] ?? headers['ETag'] ?? '' };
      },
    );
  const onKept = (operation: string, suffix = '') =>
    step(operation, ({ kept }) => kept && { method: 'GET', path: `/contacts/${kept.id}${suffix}` });

  return [
    get('list', '/contacts?limit=25'),
    get('search', `/search?q=${encodeURIComponent('李雷')}&limit=10`),
    make('kept'),
    onKept('read'),
    get('list', '/deals?limit=25'),
    step(
      'change',
      ({ kept }) =>
        kept && {
          method: 'PATCH',
          path: `/contacts/${kept.id}`,
          headers: { ...json, 'if-match': kept.etag },
          body: JSON.stringify({ jobTitle: changedTitle }),
        },
      ({ kept }) => acknowledged.changed.add(kept?.id ?? ''),
    ),
    onKept('timeline', '/timeline'),
    get('list', '/contacts?limit=25&sort=-name'),
    make('spare'),
    get('search', '/search?q=load&limit=10'),
    step(
      'delete',
      ({ spare }) => spare && { method: 'DELETE', path: `/contacts/${spare.id}` },
      ({ spare }) => acknowledged.deleted.add(spare?.id ?? ''),
    ),
    get('list', '/companies?limit=25'),
  ];
}
