import * as z from 'zod';
import type { CloudContext } from '../../service.ts';
import type { Pool } from '../pool-definition.ts';

/** Somebody as an identity provider names them by one attribute. */
export interface Source {
  readonly provider: string;
  readonly attribute: string;
  readonly value: string;
}

/** Which person of the pool stands for whom at a provider. */
export interface Links {
  /** The `sub` of the person. */
  find(pool: Pool, source: Source): string | undefined;
  put(pool: Pool, source: Source, sub: string): void;
  remove(pool: Pool, source: Source): void;
  /** Attributes by which people of the provider are linked. */
  attributes(pool: Pool, provider: string): readonly string[];
}

/** The attribute that stands for the provider’s own subject. */
export const subjectAttribute = 'Cognito_Subject';

const Row = z.object({ sub: z.string() });
const Attribute = z.object({ attribute: z.string() });

/** Opens the links kept in the database. */
export function openLinks({ database }: Pick<CloudContext, 'database'>): Links {
  const where = 'WHERE pool_id = ? AND provider = ? AND attribute = ? AND value = ?';
  const select = database.prepare(`SELECT sub FROM cognito_links ${where}`);
  const upsert = database.prepare('REPLACE INTO cognito_links VALUES (?, ?, ?, ?, ?)');
  const remove = database.prepare(`DELETE FROM cognito_links ${where}`);
  const selectAttributes = database.prepare(
    'SELECT DISTINCT attribute FROM cognito_links WHERE pool_id = ? AND provider = ?',
  );

  return {
    find(pool, { provider, attribute, value }) {
      const row = select.get(pool.id, provider, attribute, value);
      return row && Row.parse(row).sub;
    },
    put: (pool, { provider, attribute, value }, sub) => {
      upsert.run(pool.id, provider, attribute, value, sub);
    },
    remove: (pool, { provider, attribute, value }) => {
      remove.run(pool.id, provider, attribute, value);
    },
    attributes: (pool, provider) =>
      selectAttributes.all(pool.id, provider).map((row) => Attribute.parse(row).attribute),
  };
}
