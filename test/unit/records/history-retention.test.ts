import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { catalogue } from '#functions/catalogue';
import { type FunctionDefinition, variableNames } from '#functions/define-function';
import { Settings } from '#infra/settings';
import type { Change } from '#shared/records/record';

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

const change: Change = {
  ...{ id: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE', action: 'updated', by: 'u', means: 'api', cause: 'r' },
  ...{ at: '2026-01-01T00:00:00.000Z', version: 2, fields: [], values: {} },
};
const day = 86_400;
const start = Date.parse(change.at) / 1_000;

test.each([
  ['two years where nobody has chosen', undefined, 24],
  ['three months', '3', 3],
  ['ten years', '120', 120],
])('a change of a record is kept for %s', async (_title, chosen, months) => {
  vi.stubEnv('HISTORY_RETENTION_MONTHS', chosen);
  const { toChangeItem } = await import('#shared/records/change-item');
  const { expiresAt } = toChangeItem('contact', 'x', change);
  expect(expiresAt).toBe(start + months * 31 * day);
});

test('that a record was made is kept as long as the record, for references are counted there', async () => {
  const { toChangeItem } = await import('#shared/records/change-item');
  const created: Change = { ...change, action: 'created', version: 1 };
  expect(toChangeItem('contact', created.id, created)).not.toHaveProperty('expiresAt');
});

test('a choice that is none stops the function at its start', async () => {
  vi.stubEnv('HISTORY_RETENTION_MONTHS', 'for ever');
  await expect(import('#shared/records/change-item')).rejects.toThrow();
});

test('every function that can write records knows the choice, and settings bound it', () => {
  for (const definition of Object.values<FunctionDefinition>(catalogue))
    if (definition.needs.includes('records:write'))
      expect(variableNames(definition)).toContain('HISTORY_RETENTION_MONTHS');
  const mail = { from: 'crm@example.com' };
  const parse = (historyRetentionMonths?: number) =>
    Settings.safeParse({ stage: 'local', mail, historyRetentionMonths });
  expect(parse().data?.historyRetentionMonths).toBe(24);
  expect(parse(6).data?.historyRetentionMonths).toBe(6);
  expect(parse(0).success).toBe(false);
});
