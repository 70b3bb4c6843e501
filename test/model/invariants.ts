import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pinyin } from 'pinyin-pro';
import { expect } from 'vitest';
import { objects } from '#shared/objects/objects';
import { fromRecordItem } from '#shared/records/record-item';
import { postingItems, sharedPostingItems } from '#shared/search/posting-item';
import { fromShareItem } from '#shared/sharing/share-item';
import { type Actor, type Expected, live, type Model, shownTo } from './model.ts';
import type { World } from './world.ts';

type Plain = Readonly<Record<string, unknown>>;

const read = (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed' });

/** What must hold after every step, whatever has happened. */
export async function checkInvariants(model: Model, world: World): Promise<void> {
  const items = [...world.items().values()].map((item): Plain => unmarshall({ ...item }));
  checkRecords(model, items);
  checkMarkers(model, items);
  checkReferrers(model, items);
  checkFirstEntries(model, items);
  checkVersions(model, items);
  await checkIndex(items, world);
}

const at = (items: readonly Plain[], start: string) =>
  items.filter(({ sk }) => String(sk).startsWith(start));

/** The store holds what the model expects, and no other record. */
function checkRecords({ records }: Model, items: readonly Plain[]): void {
  const stored = at(items, 'record').map(({ id, status, version, values }) => ({
    id,
    isLive: status !== 'deleted',
    version,
    name: (values as Plain)['name'],
    email: (values as Plain)['email'],
    companyId: (values as Plain)['companyId'],
    mark: (values as Plain)['jobTitle'],
  }));
  const expected = records.map(({ id, isLive, version, name, email, companyId, mark }) => ({
    ...{ id, isLive, version, name, email, companyId, mark },
  }));
  expect(byId(stored), 'the records').toEqual(byId(expected));
}

const byId = <T extends { readonly id: unknown }>(all: readonly T[]) =>
  [...all].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));

/** I3: one live contact per address; a marker for each, and no other marker. */
function checkMarkers(model: Model, items: readonly Plain[]): void {
  const markers = at(items, 'unique').map(({ pk, recordId }) => [pk, recordId]);
  const expected = live(model, 'contact').flatMap(({ id, email }) =>
    email === undefined ? [] : [[`unique#contact#email#${email}`, id]],
  );
  expect(markers.sort(), 'I3').toEqual(expected.sort());
}

/** I4: a live record can be referred to, one in the bin cannot; who ever was referred to counts it. */
function checkFirstEntries({ records }: Model, items: readonly Plain[]): void {
  const first = at(items, 'change#').filter(({ action }) => action === 'created');
  const open = first.filter(({ isClosed }) => !isClosed).map(({ recordId }) => recordId);
  const living = records.filter(({ isLive }) => isLive).map(({ id }) => id);
  expect(open.sort(), 'I4: open to references').toEqual(living.sort());
  const uncounted = new Set(
    first.filter(({ referredTo }) => referredTo === undefined).map(({ pk }) => pk),
  );
  const referredTo = at(items, 'referrer#').map(({ pk }) => pk);
  expect(
    referredTo.filter((pk) => uncounted.has(pk)),
    'I4: uncounted',
  ).toEqual([]);
}

/** I4: an entry for each reference of a live record, which refers to a live one. */
function checkReferrers(model: Model, items: readonly Plain[]): void {
  const entries = at(items, 'referrer#').map(({ pk, recordId }) => [pk, recordId]);
  const referring = live(model, 'contact').filter(({ companyId }) => companyId !== undefined);
  const expected = referring.map(({ id, companyId }) => [`company#${companyId}`, id]);
  expect(entries.sort(), 'I4').toEqual(expected.sort());
  const companies = new Set(live(model, 'company').map(({ id }) => id));
  const dangling = referring.filter(({ companyId }) => !companies.has(companyId ?? ''));
  expect(dangling, 'no reference points at nothing').toEqual([]);
}

/** I7, I8: each version was reached by exactly one change, from the first on without a gap. */
function checkVersions({ records }: Model, items: readonly Plain[]): void {
  const changes = Map.groupBy(at(items, 'change#'), ({ recordId }) => recordId);
  for (const { id, version } of records) {
    const versions = (changes.get(id) ?? []).map((each) => Number(each['version']));
    const chain = Array.from({ length: version }, (_, index) => index + 1);
    expect(
      versions.sort((a, b) => a - b),
      `I7: ${id}`,
    ).toEqual(chain);
  }
}

/** I4: the index holds what live records and their shares come to, nothing more and nothing less. */
async function checkIndex(items: readonly Plain[], world: World): Promise<void> {
  const postings = [...(await world.searchItems()).keys()].filter((name) =>
    /^(contact|company)#(all|owner|team|shared)#/.test(name),
  );
  const shares = Map.groupBy(at(items, 'share#').map(fromShareItem), ({ recordId }) => recordId);
  const expected = at(items, 'record').flatMap((item) => {
    const record = fromRecordItem(item);
    const object = String(item['pk']).startsWith('company') ? objects.company : objects.contact;
    if (!record) return [];
    const given = shares.get(record.id) ?? [];
    const all = [
      ...postingItems(object, record, read).values(),
      ...sharedPostingItems(object, record, given, read).values(),
    ];
    return all.map(({ pk, sk }) => `${pk}|${sk}`);
  });
  expect(postings.sort(), 'I4: the index').toEqual(expected.sort());
}

/** I1: what somebody was shown are the records that they may see, and of them what they may see. */
export function expectShown(
  who: Actor,
  shown: readonly { readonly id: string }[],
  visible: readonly Expected[],
) {
  const told = (each: object) => {
    const { id, version, name, email, companyId, jobTitle } = each as Record<string, unknown>;
    return { id, version, name, email, companyId, jobTitle };
  };
  expect(byId(shown).map(told), 'I1').toEqual(byId(visible).map((each) => shownTo(who, each)));
}

/** I1: what somebody found are the records that they may see, and no other. */
export function expectFound(
  shown: readonly { readonly id: string }[],
  visible: readonly Expected[],
) {
  expect(
    byId(shown).map(({ id }) => id),
    'I1',
  ).toEqual(byId(visible).map(({ id }) => id));
}
