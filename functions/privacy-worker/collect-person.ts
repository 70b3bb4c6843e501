import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { displayName } from '#shared/objects/display-name';
import type { FieldValue, RecordValues } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { storedShapes } from '#shared/objects/stored-value';
import { recognisedTraits } from '#shared/privacy/erased-people';
import type { LinkedRecord, PersonRequest, Traits } from '#shared/privacy/person-request';
import { foldEmail } from '#shared/text/email';
import { fold } from '#shared/text/fold';
import { anyRecord } from '../privacy/find-person.ts';
import type { PersonNeeds } from './person-world.ts';

/** Objects whose records are gone where they are about nobody else. */
const passing = new Set(['activity', 'task']);

/**
 * The first step: what tells of the person (also what their records held before), what hangs on them,
 * which imports brought them. From here on an import that brings them again is recognised.
 */
export async function collectPerson(
  needs: PersonNeeds,
  request: PersonRequest,
): Promise<Partial<PersonRequest>> {
  const seen: RecordValues[] = [];
  const importIds = new Set(request.importIds);
  let { since } = request;
  for (const subject of request.subjects) {
    const known = await anyRecord(needs, subject);
    if (!known) continue;
    const { record } = known;
    seen.push(record.values);
    if (since === undefined || record.createdAt < since) since = record.createdAt;
    for (const { means, cause, values } of await needs.erasure.history(
      subject.object,
      subject.id,
    )) {
      if (means === 'import') importIds.add(cause);
      seen.push(valuesAt(values, 'from'), valuesAt(values, 'to'));
    }
  }
  const traits = joined(request.traits, traitsOf(seen));
  await needs.erased.remember(recognisedTraits(traits), needs.clock.now().toISOString());
  return {
    traits,
    own: await ownTraits(needs, request, traits),
    linked: await linkedRecords(needs, request),
    importIds: [...importIds],
    ...(since === undefined ? {} : { since }),
  };
}

function valuesAt(
  values: Readonly<Record<string, { readonly from?: FieldValue; readonly to?: FieldValue }>>,
  side: 'from' | 'to',
): RecordValues {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, change]) => {
      const value = change[side];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const nothing: Traits = { emails: [], phones: [], names: [] };

function joined(before: Traits = nothing, more: Traits): Traits {
  const all = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
  return {
    emails: all(before.emails, more.emails),
    phones: all(before.phones, more.phones),
    names: all(before.names, more.names),
  };
}

/** Addresses, numbers and full names; a first or last name alone would be anybody's. */
function traitsOf(seen: readonly RecordValues[]): Traits {
  const texts = (field: string) =>
    seen.flatMap((values) => {
      const value = values[field];
      return typeof value === 'string' ? [value] : [];
    });
  const parts = { nameFields: [['firstName', 'lastName']] };
  const names = seen.flatMap((values) => {
    const { firstName, lastName } = values;
    const isFull = typeof firstName === 'string' && typeof lastName === 'string';
    if (!isFull) return [];
    return [displayName({ ...objects.contact, ...parts }, values), `${lastName} ${firstName}`];
  });
  const all = [...texts('name'), ...names].filter(isFullName);
  return {
    emails: [...new Set(texts('email').map(foldEmail))],
    phones: [...new Set([...texts('phone'), ...texts('mobile')])],
    // Lists keep names folded, too.
    names: [...new Set([...all, ...all.map(fold)])],
  };
}

function isFullName(name: string): boolean {
  return /\p{Script=Han}/u.test(name) ? [...name].length >= 2 : /\S\s+\S/.test(name);
}

/** The traits that no other record here has: only they can be erased where nothing else tells whom they mean. */
async function ownTraits(
  { matches, namesakes }: PersonNeeds,
  { subjects }: PersonRequest,
  traits: Traits,
): Promise<Traits> {
  const own = new Set(subjects.map(({ id }) => id));
  const isOnlyTheirs = async (object: 'contact' | 'company', values: RecordValues) => {
    const keys = matchKeys(object, values);
    const members = await matches.find(keys);
    return keys.every((key) =>
      (members.get(matchKeyText(key)) ?? []).every(({ id }) => own.has(id)),
    );
  };
  const kept = async (texts: readonly string[], ask: (text: string) => Promise<boolean>) => {
    const answers = await Promise.all(texts.map(ask));
    return texts.filter((_, place) => answers[place]);
  };
  return {
    emails: await kept(traits.emails, (email) => isOnlyTheirs('contact', { email })),
    phones: await kept(
      traits.phones,
      async (phone) =>
        (await isOnlyTheirs('contact', { phone })) && (await isOnlyTheirs('company', { phone })),
    ),
    names: await kept(traits.names, async (name) => {
      const found = await namesakes(name);
      return found.every((id) => own.has(id));
    }),
  };
}

async function linkedRecords(
  { relations, store }: PersonNeeds,
  { subjects, linked }: PersonRequest,
): Promise<LinkedRecord[]> {
  const own = new Set(subjects.map(({ object, id }) => `${object}#${id}`));
  const all = new Map(linked.map((each) => [`${each.object}#${each.id}`, each]));
  for (const { object, id } of subjects)
    for (const { object: name, recordId } of await relations.relationsOf(objects[object], id)) {
      const key = `${name}#${recordId}`;
      if (own.has(key) || all.has(key)) continue;
      const record = await store.get(objects[name], recordId);
      const links = storedShapes.related.parse(record?.values['related'] ?? []);
      const isTheirs = links.every((each) => own.has(`${each.object}#${each.id}`));
      const fate = passing.has(name) && isTheirs ? 'erase' : 'keep';
      all.set(key, { object: name, id: recordId, fate });
    }
  return [...all.values()];
}
