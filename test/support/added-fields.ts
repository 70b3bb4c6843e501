import { expect } from 'vitest';
import type { ApiClient } from './api-client.ts';

/** A field that an administrator adds to an object: a text, unless said otherwise. */
export const addedField = (object: string, key: string, more: object = {}) => ({
  object,
  key,
  kind: 'text',
  labels: { en: `Added ${object} ${key}`, zh: `新增 ${object} ${key}` },
  ...more,
});

/** Adds the fields, one after another: each makes a new version of its object. */
export async function addFields(administrator: ApiClient, fields: readonly object[]) {
  for (const body of fields) {
    const answer = await administrator.send('POST', '/custom-fields', { body });
    expect(answer.status, answer.text).toBe(201);
  }
}
