import { inLanes } from '#shared/domain/in-lanes';
import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { foldUnique } from '#shared/objects/unique-keys';
import type { StoredRecord } from '#shared/records/record';
import { uniqueKeyText } from '#shared/records/record-store';
import { webDomain } from '#shared/text/web-domain';
import { companiesOfDomains } from './companies-of-domains.ts';
import { readableRecords } from './readable-records.ts';
import type { RowContext, RowNeeds } from './row-context.ts';

/** Records by the texts that mean them, and the texts that mean several. */
export interface FoundByTexts {
  readonly ids: ReadonlyMap<string, string>;
  readonly several: ReadonlySet<string>;
}

/** What texts meant when they were first asked for, by object and text. */
export type KnownTexts = Map<string, { readonly id: string } | 'several' | 'nothing'>;

type Needs = Pick<RowNeeds, 'matches' | 'records' | 'shares'>;
type Rights = Pick<RowContext, 'policy' | 'starter'>;

/** Names looked up at once; each is a Query for each shard. */
const concurrency = 4;

/**
 * The records that texts mean, as far as the starter may read them, by scope or share: by id, else by a
 * unique value (external id, e-mail address, number), else by a name that only one has, with
 * `Acme (acme.example)` the only one of that domain, else companies by a domain that only one has.
 */
export async function findByTexts(
  needs: Needs,
  context: Rights & Pick<RowContext, 'known' | 'object'>,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  // Records of the import's own object appear while it runs: a row may name one that an earlier row makes.
  const known: KnownTexts = target.name === context.object.name ? new Map() : context.known;
  const keyOf = (text: string) => `${target.name}\n${text}`;
  const unknown = texts.filter((text) => !known.has(keyOf(text)));
  if (unknown.length > 0) {
    const { ids, several } = await askForTexts(needs, context, target, unknown);
    for (const text of unknown) {
      const id = ids.get(text);
      const meaning = several.has(text) ? 'several' : 'nothing';
      known.set(keyOf(text), id === undefined ? meaning : { id });
    }
  }
  const ids = new Map<string, string>();
  const several = new Set<string>();
  for (const text of texts) {
    const meaning = known.get(keyOf(text));
    if (meaning === 'several') several.add(text);
    else if (meaning && meaning !== 'nothing') ids.set(text, meaning.id);
  }
  return { ids, several };
}

async function askForTexts(
  needs: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const byKey = await findByKeys(needs, rights, target, texts);
  const rest = texts.filter((text) => !byKey.taken.has(text));
  const byName = await findByNames(needs, rights, target, rest);
  const unknown = rest.filter((text) => !byName.ids.has(text) && !byName.several.has(text));
  const byDomain = await findByDomains(needs, rights, target, unknown);
  return {
    ids: new Map([...byKey.ids, ...byName.ids, ...byDomain.ids]),
    several: new Set([...byName.several, ...byDomain.several]),
  };
}

/** By id or unique value alone. `taken` texts are somebody's, who may be out of the starter's sight. */
export async function findByKeys(
  needs: Needs,
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
  const holders = await needs.records.findHolders(target, keys.flat());
  const found = new Map<string, string>();
  for (const [at, text] of texts.entries()) {
    const holder = keys[at]?.map((key) => holders.get(uniqueKeyText(key))).find(Boolean);
    if (RecordId.safeParse(text).success) found.set(text, text);
    else if (holder) found.set(text, holder);
  }
  const readable = await readableRecords(needs, rights, target, found.values());
  return {
    ids: new Map([...found].filter(([, id]) => readable.has(id))),
    taken: new Set(found.keys()),
  };
}

/** By a name that only one has, or that only one of a domain has. */
export async function findByNames(
  needs: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const { records } = needs;
  const named = new Map<
    string,
    { readonly ids: readonly string[]; readonly domain?: string | undefined }
  >();
  await inLanes(concurrency, texts, async (text) => {
    const ids = await records.findByName(target, text);
    const { name, by } = (ids.length === 0 && target.fields['domain'] && qualified(text)) || {};
    named.set(text, name ? { ids: await records.findByName(target, name), domain: by } : { ids });
  });
  const all = [...named.values()].flatMap(({ ids }) => ids);
  const live = await readableRecords(needs, rights, target, all);
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

const domainForm = /^(?:https?:\/\/)?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}\/?$/iu;

/** Companies by a domain or the address of a web site that only one has. */
export async function findByDomains(
  needs: Needs,
  rights: Rights,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const domains = texts.filter((text) => target.name === 'company' && domainForm.test(text));
  const companies = await companiesOfDomains(needs, rights, domains.map(webDomain));
  const ids = new Map<string, string>();
  const several = new Set<string>();
  for (const text of domains) {
    const [only, ...others] = companies.get(webDomain(text)) ?? [];
    if (others.length > 0) several.add(text);
    else if (only !== undefined) ids.set(text, only);
  }
  return { ids, several };
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
