import { expect, test } from 'vitest';
import { addCustomField, refuseTooMany } from '#functions/object-settings/add-custom-field';
import { NewField } from '#functions/object-settings/field-schemas';
import { CustomField } from '#shared/objects/custom-field';
import type { ObjectSettings } from '#shared/objects/object-settings';

const named = (key: string) => ({ key, kind: 'text', labels: { en: key, zh: `字段 ${key}` } });

function companyWith(active: number, retired: number): ObjectSettings {
  const fields = Array.from({ length: active + retired }, (_, index) =>
    CustomField.parse({ ...named(`c_f${index}`), retired: index >= active }),
  );
  return { object: 'company', version: 7, fields };
}

/** How many fields there are when one more was asked for; rejects where it was refused. */
async function withOneMore(active: number, retired: number): Promise<number> {
  let current = companyWith(active, retired);
  const settings = {
    find: async () => current,
    change: async (after: ObjectSettings) => {
      current = after;
    },
  };
  const origin = { sourceIp: '192.0.2.1', device: 'Firefox on Linux' };
  const administrator = { principal: { userId: 'administrator' }, origin };
  const field = NewField.parse({ object: 'company', ...named('c_more') });
  await addCustomField({ settings }, administrator, field);
  return current.fields.length;
}

const tooMany = { code: 'field.too_many' };

test('an object has at most a hundred fields of administrators, and two hundred with retired ones', async () => {
  expect(await withOneMore(99, 100)).toBe(200);
  await expect(withOneMore(100, 0)).rejects.toMatchObject(tooMany);
  await expect(withOneMore(50, 150)).rejects.toMatchObject(tooMany);
});

test('a retired field comes back only where there is room', () => {
  expect(() => refuseTooMany(companyWith(99, 101))).not.toThrow();
  expect(() => refuseTooMany(companyWith(100, 1))).toThrow(expect.objectContaining(tooMany));
});
