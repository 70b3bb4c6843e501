import { expect, test } from 'vitest';
import { searchObject } from '#functions/search/search-object';
import { readQuery } from '#functions/search/search-query';
import { contact } from '#shared/objects/contact';
import type { Policy } from '#shared/permissions/policy';
import type { SearchIndex } from '#shared/search/posting';
import { fromPostingItem, postingItems, postingPartition } from '#shared/search/posting-item';
import { id, person } from '#test/unit/records/people';

const at = '2026-03-01T08:00:00.000Z';
const record = {
  id: id('ann'),
  version: 1,
  values: { name: 'Ann Fisher', companyName: 'Acme Works', ownerId: id('ada') },
  teamId: undefined,
  ...{ createdAt: at, createdBy: id('ada'), updatedAt: at, updatedBy: id('ada') },
};
const items = [...postingItems(contact, record, () => []).values()];
const index: SearchIndex = {
  async find(object, scope, prefix) {
    const pk = postingPartition(object, scope, prefix);
    const found = items.filter((item) => item.pk === pk && item.sk.startsWith(prefix));
    return { postings: found.map(fromPostingItem), isComplete: true };
  },
};

const found = async (typed: string, hidden: readonly string[]) => {
  const policy = {
    scope: () => 'all',
    canCompare: (_: string, field: string) => !hidden.includes(field),
  } as unknown as Policy;
  const { candidates } = await searchObject(
    index,
    policy,
    person('manager'),
    contact,
    readQuery(typed),
    at,
  );
  return candidates.length;
};

test.each(['ann acme', 'acme ann', 'fisher acm', 'ann fisher works'])(
  'AZ-09: “%s” finds a person by their company only for those who may read it',
  async (typed) => {
    expect(await found(typed, [])).toBe(1);
    expect(await found(typed, ['companyName'])).toBe(0);
  },
);

test('“fisher ann” finds a person by their names whatever else is hidden', async () => {
  expect(await found('fisher ann', ['companyName'])).toBe(1);
});
