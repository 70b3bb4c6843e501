import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { foldName, type Pool } from '../pool-definition.ts';
import { userType } from '../user-view.ts';
import type { User } from '../users.ts';
import { poolInput } from './fields.ts';
import { type Operations, poolOperation } from './operation.ts';

/** `attribute = "value"` or `attribute ^= "start"`. */
const filterForm = /^\s*"?([\w:]+)"?\s*(=|\^=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

const searchable = new Set([
  ...['username', 'email', 'phone_number', 'name', 'given_name', 'family_name'],
  ...['preferred_username', 'cognito:user_status', 'status', 'sub'],
]);

export const listUsersOperations: Operations = {
  ListUsers: poolOperation(
    z.strictObject({
      ...poolInput,
      AttributesToGet: z.array(z.string()).optional(),
      Filter: z.string().max(256).default(''),
      Limit: z.int().min(0).max(60).default(60),
      PaginationToken: z.string().min(1).optional(),
    }),
    (world, pool, { AttributesToGet, Filter, Limit, PaginationToken: after = '' }) => {
      const matches = readFilter(pool, Filter);
      const found = world.users.list(pool).filter((user) => user.sub > after && matches(user));
      const page = found.slice(0, Limit || 60);
      const wanted = AttributesToGet && new Set(AttributesToGet);
      return {
        Users: page.map((user) => userType(user, wanted && ((name) => wanted.has(name)))),
        ...(found.length > page.length && { PaginationToken: page.at(-1)?.sub }),
      };
    },
  ),
};

/** Throws `InvalidParameterException` for what Cognito cannot search either. */
function readFilter(pool: Pool, filter: string): (user: User) => boolean {
  if (filter === '') return () => true;
  const [, attribute = '', operator, text = ''] = filterForm.exec(filter) ?? [];
  if (!searchable.has(attribute)) throw invalidParameter('Error while parsing filter.');
  const value = text.replace(/\\(.)/g, '$1');
  const matches = (given: string) => (operator === '=' ? given === value : given.startsWith(value));
  return (user) => {
    const given = searchedValue(user, attribute);
    const isFolded = ['username', 'email'].includes(attribute);
    if (!isFolded) return matches(given);
    const folded = foldName(pool, value);
    return operator === '='
      ? foldName(pool, given) === folded
      : foldName(pool, given).startsWith(folded);
  };
}

function searchedValue(user: User, attribute: string): string {
  if (attribute === 'username') return user.username;
  if (attribute === 'sub') return user.sub;
  if (attribute === 'cognito:user_status') return user.status;
  if (attribute === 'status') return user.enabled ? 'Enabled' : 'Disabled';
  return user.attributes[attribute] ?? '';
}
