import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { Share } from '#shared/sharing/share';
import type { Posting, SearchScope } from './posting.ts';
import { type Pinyin, searchTerms, type Term } from './search-terms.ts';
import { isChinese } from './search-text.ts';
import { searchedFields, shownName } from './searched-fields.ts';

const PostingItem = z.object({
  sk: z.string(),
  id: z.string(),
  field: z.string(),
  texts: z.record(z.string(), z.string()),
  until: z.string().optional(),
});

/** Characters of a text that a posting carries: enough to check other words, small enough to read 60 at once. */
const carriedText = 80;

/** A scope as keys of the index name it. */
export function scopeName(scope: SearchScope): string {
  switch (scope.by) {
    case 'all':
      return 'all';
    case 'owner':
      return `owner#${scope.ownerId}`;
    case 'team':
      return `team#${scope.teamId}`;
    case 'shared':
      return `shared#${scope.recipient.kind}#${scope.recipient.id}`;
  }
}

/** The first two characters of what is looked for spread the index over partitions; one, where only one was typed. */
export function postingPartition(object: ObjectName, scope: SearchScope, prefix: string): string {
  return `${object}#${scopeName(scope)}#${[...prefix].slice(0, 2).join('')}`;
}

/** Of equal terms the newest record comes first: ULIDs begin with their time, 48 bits in Crockford's base 32. */
function newestFirst(id: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return [...id.slice(0, 10)].map((digit) => alphabet[31 - alphabet.indexOf(digit)]).join('');
}

/** A scope in which a record is found, for good or until a time. */
interface Placing {
  readonly scope: SearchScope;
  readonly until?: string | undefined;
}

function scopesOf(record: StoredRecord, term: Term): SearchScope[] {
  if (term.isPair) return [{ by: 'all' }];
  const { ownerId, teamId } = factsOf(record);
  return [
    { by: 'all' },
    ...(ownerId === undefined ? [] : [{ by: 'owner', ownerId } as const]),
    ...(teamId === undefined ? [] : [{ by: 'team', teamId } as const]),
  ];
}

/** A single Chinese character is a family name or a place: people type it alone, at the beginning of a name. */
function partitions(object: ObjectName, scope: SearchScope, term: Term, isFirst: boolean) {
  const usual = postingPartition(object, scope, term.text);
  const [first = ''] = term.text;
  const alone = isFirst && isChinese(first) && [...term.text].length > 1;
  return alone ? [usual, postingPartition(object, scope, first)] : [usual];
}

export type PostingItems = ReadonlyMap<string, Record<string, unknown> & ItemKey>;

/** The items of a record in the index, keyed so that writing them again changes nothing. */
export function postingItems(
  object: ObjectDefinition,
  record: StoredRecord,
  pinyin: Pinyin,
): PostingItems {
  return itemsOf(object, record, pinyin, (term) =>
    scopesOf(record, term).map((scope) => ({ scope })),
  );
}

/** The items under which those find a record whom it is shared with. */
export function sharedPostingItems(
  object: ObjectDefinition,
  record: StoredRecord,
  shares: readonly Pick<Share, 'recipient' | 'until'>[],
  pinyin: Pinyin,
): PostingItems {
  return itemsOf(object, record, pinyin, ({ isPair }) =>
    isPair
      ? []
      : shares.map(({ recipient, until }) => ({ scope: { by: 'shared', recipient }, until })),
  );
}

function itemsOf(
  object: ObjectDefinition,
  record: StoredRecord,
  pinyin: Pinyin,
  placingsOf: (term: Term) => readonly Placing[],
): PostingItems {
  const items = new Map<string, Record<string, unknown> & ItemKey>();
  const texts = Object.fromEntries(
    searchedFields(object, record.values).map(({ name, text }) => [
      name,
      text.slice(0, carriedText),
    ]),
  );
  const name = texts[shownName] ?? '';
  for (const term of searchTerms(object, record.values, pinyin)) {
    const isFirst = term.field === shownName && name.startsWith(term.text.slice(0, carriedText));
    for (const { scope, until } of placingsOf(term))
      for (const pk of partitions(object.name, scope, term, isFirst)) {
        const sk = `${term.text}\t${newestFirst(record.id)}${record.id}`;
        const facts = { id: record.id, field: term.field, texts };
        items.set(`${pk}\n${sk}`, { pk, sk, ...facts, ...(until === undefined ? {} : { until }) });
      }
  }
  return items;
}

export function fromPostingItem(item: unknown): Posting {
  const { sk, id, field, texts, until } = PostingItem.parse(item);
  return { recordId: id, field, texts, until, term: sk.slice(0, sk.indexOf('\t')) };
}
