import { RequestLimits, requestRules } from '#shared/auth/request-limits';

/** What an operation asks of DynamoDB; no trips where many requests are on their way at once. */
export interface Need {
  /** Requests in sequence. */
  readonly trips?: number;
  readonly reads: number;
  readonly writes: number;
}

/** A line of docs/capacity.md. */
export interface StatedCost {
  readonly name: string;
  /** As it is measured in every run of the tests. */
  readonly spent: Need;
  /** The least that keeps what the product promises. */
  readonly least: Need;
  /** The least of any design: nobody is looked up, reads may be late, history comes from the stream. */
  readonly bare: Need;
  /** Why it is more than a quarter above the least. */
  readonly because?: string;
}

const need = (trips: number, reads: number, writes = 0): Need => ({ trips, reads, writes });
const many = (reads: number, writes: number): Need => ({ reads, writes });

/** Session, person and versions of roles. */
const gate = 3;
/** A late look at what may stand in the way of a creation. */
const foresight = 0.5;
/** Each item of a transaction counts twice: the record, its change, the marker of its e-mail address. */
const twice = 2;
const written = 3 * twice;
/** Lists in which a contact with an owner and no team appears; two are sorted by the time of change. */
const lists = 4;
const resorted = 2;

/** Requests of a person that an environment counts for itself before it tells the others. */
export const counted = requestRules(RequestLimits.parse({})).person.batch;

/** With the first report of a minute: what was asked in the minute before, read late. */
const windowBefore = 0.5;

/** Cognito's tokens of a session, in KB. */
const sealed = 2;

/** Size of the contact of which lists are measured. */
export const listedBytes = 704;
const page = (count: number) => Math.ceil((count * listedBytes) / 4_096) / 2;

/** A late look at how often something was referred to, and closing it to that or opening it again. */
const count = 0.5;
const closing = twice;
/** Partitions that a list lies in: each query reads half a unit at least. */
const shards = 4;
/** One list of postings of a common word, and what is shown of a search, read late. */
const lookUp = 2;
const shown = 5 / 2;
const halves =
  'Each of four queries is rounded up to half a unit: it would be 6.3 if it were known which records come next. Fewer partitions would hold back imports (docs/decisions/0004).';

/** In the order in which they are measured. */
export const statedCosts: readonly StatedCost[] = [
  {
    name: 'the gate, part of every line below',
    spent: need(1, gate),
    least: need(1, gate),
    bare: need(0, 0),
  },
  {
    name: `${counted} requests of a person, the gate alone`,
    spent: need(counted, counted * gate + windowBefore, 1),
    least: need(counted, counted * gate, 1),
    bare: need(0, 0),
  },
  { name: 'read', spent: need(1, 4), least: need(1, gate + 1), bare: need(1, 0.5) },
  {
    name: 'read, first request of a session in an environment',
    spent: need(2, 4, 1),
    least: need(1, gate + 1, 1),
    bare: need(1, 0.5),
    because:
      'Nobody can be presumed yet, and to begin for whomever a token names would let anybody make the store read (docs/decisions/0013); the write notes the first use of the permission that day.',
  },
  {
    name: 'create',
    spent: need(2, gate + foresight, 10),
    least: need(2, gate, written + lists),
    bare: need(1, 0, 1 + lists),
  },
  {
    name: 'create with a company',
    spent: need(2, gate + foresight, 15),
    // An entry at the company, which counts it if it is there; one more list.
    least: need(2, gate, written + 2 * twice + lists + 1),
    bare: need(1, 0, 1 + lists + 1),
  },
  {
    name: 'create with an idempotency key',
    spent: need(2, gate + foresight, 12),
    least: need(2, gate, written + twice + lists),
    bare: need(1, 0, 1 + lists),
  },
  {
    name: 'the same create again',
    spent: need(1, gate + foresight),
    least: need(1, gate + foresight),
    bare: need(1, 0, 1),
  },
  {
    name: 'create, refused: e-mail taken',
    // The holder is read, for it decides and may be named.
    spent: need(2, gate + foresight + 1),
    least: need(2, gate + foresight + 1),
    bare: need(1, 0, 1),
  },
  {
    name: 'create with an idempotency key, refused: e-mail taken',
    spent: need(3, gate + foresight + 1, 10),
    least: need(2, gate + foresight + 1),
    bare: need(1, 0, 1),
    because:
      'To look at the marker beside the key would be 4 reads for every create with a key, where 3 are the least.',
  },
  {
    name: 'create a ticket, which is numbered',
    spent: need(2, 4, 14),
    // Taking the number.
    least: need(2, gate + 1, written + twice + 6),
    bare: need(1, 0, 1 + 6),
  },
  {
    name: 'change a field',
    spent: need(2, 4, 10),
    least: need(2, gate + 1, 2 * twice + lists + resorted),
    bare: need(1, 0, 1 + lists + resorted),
  },
  {
    name: 'change an e-mail address',
    spent: need(2, 4, 14),
    least: need(2, gate + 1, 4 * twice + lists + resorted),
    bare: need(1, 0, 1 + lists + resorted),
  },
  { name: 'change nothing', spent: need(1, 4), least: need(1, gate + 1), bare: need(1, 0.5) },
  {
    name: 'delete',
    spent: need(2, gate + 2 + count, written + closing + lists + 1),
    least: need(2, gate + 2, written + lists + 1),
    bare: need(1, 0, 1 + lists + 1),
  },
  {
    name: 'delete, what was referred to before',
    spent: need(3, gate + 2 + count + 1, written + closing + lists + 1),
    least: need(2, gate + 2, written + lists + 1),
    bare: need(1, 0, 1 + lists + 1),
    because:
      'Who refers to it is looked at once more after the count of references, for only then it is all that was counted; an exact count would cost 2 units whenever a reference ends (docs/decisions/0019).',
  },
  {
    name: 'delete, refused: in use',
    spent: need(1, gate + 2 + count),
    least: need(1, gate + 2),
    bare: need(1, 0.5),
  },
  {
    name: 'restore',
    spent: need(2, 4, written + closing + lists + 1),
    least: need(2, gate + 1, written + lists + 1),
    bare: need(1, 0, 1 + lists + 1),
  },
  {
    name: 'list 25, mean of 20 pages',
    spent: need(1, 7),
    least: need(1, gate + page(25)),
    bare: need(1, page(25)),
    because: halves,
  },
  {
    name: 'list 100, mean of 20 pages',
    spent: need(1, 15),
    least: need(1, gate + page(100)),
    bare: need(1, page(100)),
  },
  {
    name: 'list 2, pages 1 to 20',
    spent: need(1, 5),
    least: need(1, gate + shards / 2),
    bare: need(1, page(2)),
  },
  {
    name: 'list 2, pages 1000 to 1019',
    spent: need(1, 5),
    least: need(1, gate + shards / 2),
    bare: need(1, page(2)),
  },
  { name: 'list by e-mail', spent: need(2, 5), least: need(2, gate + 2), bare: need(1, 0.5) },
  {
    name: 'list of the bin',
    spent: need(1, 5),
    least: need(1, gate + shards / 2),
    bare: need(1, 0.5),
  },
  { name: 'changes of a record', spent: need(1, 5), least: need(1, gate + 2), bare: need(1, 0.5) },
  { name: 'timeline of a record', spent: need(1, 6), least: need(1, gate + 3), bare: need(1, 1) },
  {
    name: 'convert a lead',
    spent: need(2, 4, 52),
    // Four records, four changes, six references; 24 entries of lists.
    least: need(2, gate + 1, 14 * twice + 24),
    bare: need(1, 0, 4 + 24),
  },
  {
    name: 'share a record',
    spent: need(2, 5, 11),
    // The record is checked; share and audit entry have five index entries.
    least: need(2, gate + 2, 3 * twice + 5),
    bare: need(1, 0, 2),
  },
  { name: 'read what is shared', spent: need(2, 5), least: need(2, gate + 2), bare: need(1, 0.5) },
  {
    name: 'list one’s own, one record shared',
    spent: need(2, 9.5),
    least: need(2, gate + page(25) + 0.5 + 2),
    bare: need(1, page(25)),
  },
  {
    name: 'end a share',
    spent: need(2, 5, 9),
    least: need(2, gate + 2, 2 * twice + 5),
    bare: need(1, 0, 2),
  },
  {
    name: 'search one object, one word, 5 shown',
    spent: need(2, gate + lookUp + shown),
    least: need(2, gate + lookUp + shown),
    bare: need(1, 2),
  },
  {
    name: 'search one object, two words, 5 shown',
    // And the phrase and the pair of words in both orders.
    spent: need(2, gate + 2 * lookUp + 1.5 + shown),
    least: need(2, gate + 2 * lookUp + shown),
    bare: need(1, 2),
  },
  {
    name: 'search one’s own and shared, nothing found',
    spent: need(1, 4),
    least: need(1, gate + 1),
    bare: need(1, 0.5),
  },
  {
    name: 'change 100 at once',
    spent: many(103, 1_000),
    least: many(gate + 100, 100 * (2 * twice + lists + resorted)),
    bare: many(0, 100 * (1 + lists + resorted)),
  },
  {
    name: 'delete 100 at once',
    spent: many(gate + 100 * (2 + count), 100 * (written + closing + lists + 1)),
    least: many(gate + 200, 100 * (written + lists + 1)),
    bare: many(0, 100 * (1 + lists + 1)),
  },
  {
    name: 'write 500 rows of an import',
    spent: many(0, 5_000),
    least: many(0, 500 * (written + lists)),
    bare: many(0, 500 * (1 + lists)),
  },
  {
    name: 'sign in from a known browser',
    spent: need(5, 5, 20),
    // Whose login it is; the person and the browser; counting the try; the session, once Cognito has said yes.
    // Two counts go up and down; person and event are listed; the session with its tokens and its entry; the browser.
    least: need(4, 5, 4 + (4 + sealed) * twice + 2 + 2),
    bare: need(2, 0.5, 1),
  },
  { name: 'who one is', spent: need(1, gate), least: need(1, gate), bare: need(1, 0.5) },
  {
    name: 'refresh a session',
    spent: need(3, 4, 3),
    least: need(3, gate + 1, 1 + sealed),
    bare: need(2, 0.5, 1),
  },
  {
    name: 'sign out',
    spent: need(3, 5, 11),
    // The session, its tokens and its entry in the list go, an event that is listed comes.
    least: need(3, gate + 1, (3 + sealed) * twice + 1),
    bare: need(1, 0, 1),
  },
];

/** How far an operation may be above the least without a reason. */
export const tolerated = 1.25;

export const measures = ['trips', 'reads', 'writes'] as const;

/** Spent ÷ least of one measure; undefined where it is not counted or there is nothing to compare. */
export function ratioOf(spent: Need, least: Need, measure: (typeof measures)[number]) {
  const [value, floor] = [spent[measure], least[measure]];
  if (value === undefined || floor === undefined || (value === 0 && floor === 0)) return undefined;
  return value / floor;
}
