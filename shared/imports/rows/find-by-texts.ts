import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { foldUnique } from '#shared/objects/unique-keys';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { uniqueKeyText } from '#shared/records/record-store';
import { webDomain } from '#shared/text/web-domain';
import type { RowContext, RowNeeds } from './row-context.ts';

/** Records by the texts that mean them, and the texts that mean several. */
export interface FoundByTexts {
  readonly ids: ReadonlyMap<string, string>;
  readonly several: ReadonlySet<string>;
}

type Needs = Pick<RowNeeds, 'records'>;
type Rights = Pick<RowContext, 'policy'>;

/** Names looked up at once; each is a Query for each shard. */
const concurrency = 4;

/**
 * The records that texts mean, as far as the starter may read them: by id, else by a unique value
 * (external id, e-mail address, number), else by a name that only one has, with `Acme (acme.example)`
 * the only one of that domain.
 */
export async function findByTexts(
  needs: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const byKey = await findByKeys(needs, rights, target, texts);
  const rest = texts.filter((text) => !byKey.taken.has(text));
  const byName = await findByNames(needs, rights, target, rest);
  return { ids: new Map([...byKey.ids, ...byName.ids]), several: byName.several };
}

/** By id or unique value alone. `taken` texts are somebody's, who may be out of the starter's sight. */
export async function findByKeys(
  { records }: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly taken: ReadonlySet<string> }> {
  const unique = fieldsOf(target).filter((field) => field.unique);
  const keys = texts.map((text) => {
    const address = /<([^<>]+)>$/.exec(text)?.[1] ?? qualified(text)?.by;
    return [text, ...(address === undefined ? [] : [address])].flatMap((value) =>
      unique.map((field) => ({ field: field.name, value: foldUnique(field, value) })),
    );
  });
  const holders = await records.findHolders(target, keys.flat());
  const found = new Map<string, string>();
  for (const [at, text] of texts.entries()) {
    const holder = keys[at]?.map((key) => holders.get(uniqueKeyText(key))).find(Boolean);
    if (RecordId.safeParse(text).success) found.set(text, text);
    else if (holder) found.set(text, holder);
  }
  const readable = new Set((await readableOf(records, rights, target, found.values())).keys());
  return {
    ids: new Map([...found].filter(([, id]) => readable.has(id))),
    taken: new Set(found.keys()),
  };
}

/** By a name that only one has, or that only one of a domain has. */
export async function findByNames(
  { records }: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const named = new Map<
    string,
    { readonly ids: readonly string[]; readonly domain?: string | undefined }
  >();
  const queue = texts.values();
  const worker = async () => {
    for (const text of queue) {
      const ids = await records.findByName(target, text);
      const { name, by } = (ids.length === 0 && target.fields['domain'] && qualified(text)) || {};
      named.set(text, name ? { ids: await records.findByName(target, name), domain: by } : { ids });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, texts.length) }, worker));
  const all = [...named.values()].flatMap(({ ids }) => ids);
  const live = await readableOf(records, rights, target, all);
  const found = new Map<string, string>();
  const several = new Set<string>();
  for (const [text, { ids, domain }] of named) {
    const [only, ...others] = ids
      .flatMap((id) => live.get(id) ?? [])
      .filter((record) => domain === undefined || hasDomain(record, domain));
    if (others.length > 0) several.add(text);
    else if (only) found.set(text, only.id);
  }
  return { ids: found, several };
}

/** A name and what stands in brackets behind it, to tell it from others: `Acme (acme.example)`. */
function qualified(text: string) {
  const [, name, by] = /^(.+?)\s*[(（]\s*([^()（）\s]+[.@][^()（）\s]+)\s*[)）]$/.exec(text) ?? [];
  return name === undefined || by === undefined ? undefined : { name, by };
}

function hasDomain({ values }: StoredRecord, domain: string): boolean {
  return ['domain', 'website'].some((field) => {
    const value = values[field];
    return typeof value === 'string' && webDomain(value) === webDomain(domain);
  });
}

async function readableOf(
  records: Needs['records'],
  { policy }: Rights,
  target: ObjectDefinition,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, StoredRecord>> {
  const live = await records.getMany(target, [...new Set(ids)]);
  const readable = live.filter((record) => policy.can('read', target.name, factsOf(record)));
  return new Map(readable.map((record) => [record.id, record]));
}
