import { expect, test } from 'vitest';
import { contact } from '#shared/objects/contact';
import { creationOf, restorationOf } from '#shared/records/changes';
import { firstEntryKey } from '#shared/records/first-entry';
import { joinReferences } from '#shared/records/join-references';
import { keyText } from '#shared/records/pack-rows';
import { planCreation, planRestoration } from '#shared/records/write-plan';
import { id, origin, recordsBench } from './people.ts';

const { ids } = recordsBench().dependencies;
const creation = (companyId: string) =>
  creationOf(origin, contact, {
    id: ids.next(),
    values: { name: 'A', companyId },
    teamId: undefined,
  });

const acme = id('acme');
const entry = { ...firstEntryKey('company', acme) };

test('a record to which several of a transaction refer is asked once', () => {
  const plans = [creation(acme), creation(acme)].flatMap((each) =>
    planCreation('t', contact, each),
  );
  const joined = joinReferences(plans);
  expect(joined).toHaveLength(plans.length - 1);
  expect(new Set(joined.map(keyText)).size).toBe(joined.length);
});

test('one that the transaction makes or brings back counts the reference with that', () => {
  const [referring] = planCreation('t', contact, creation(acme)).filter(
    ({ guards }) => guards === 'reference',
  );
  const made = {
    action: { Put: { TableName: 't', Item: entry } },
    guards: 'nothing',
    key: entry,
  } as const;
  expect(joinReferences([referring!, made]).map(({ action }) => action)).toEqual([
    { Put: { TableName: 't', Item: { ...entry, referredTo: 1 } } },
  ]);
  const { record } = creation(id('other'));
  const plan = planRestoration('t', contact, restorationOf(ids, origin, record));
  const key = firstEntryKey('contact', record.id);
  const reopened = joinReferences([...plan, { ...referring!, key }]);
  expect(reopened).toHaveLength(plan.length);
  expect(
    reopened.find((each) => keyText(each) === keyText({ ...each, key }))?.action.Update,
  ).toMatchObject({
    UpdateExpression: 'REMOVE isClosed ADD referredTo :one',
    ConditionExpression: 'attribute_exists(pk)',
  });
});
