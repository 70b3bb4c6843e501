import { invalidParameter } from '../errors.ts';
import { chosenPassword } from '../new-password.ts';
import { applyChanges, checkAttributes } from '../user-attributes.ts';
import { knownUser } from './person.ts';
import type { Challenge, Requirement } from './sign-in.ts';

const name = 'NEW_PASSWORD_REQUIRED';
const attributePrefix = 'userAttributes.';

/** Whoever came in with a temporary password has to choose one. */
export const newPasswordDue: Requirement = (_world, { user, passed }) =>
  user?.status === 'FORCE_CHANGE_PASSWORD' && passed.includes('PASSWORD') ? name : undefined;

export const newPasswordRequired: Challenge = {
  ask(_world, signIn) {
    const { username, attributes } = knownUser(signIn);
    return {
      parameters: {
        USER_ID_FOR_SRP: username,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(attributes),
      },
    };
  },

  async answer(world, signIn, { values, claim }) {
    const { pool } = signIn;
    const user = knownUser(signIn);
    const { NEW_PASSWORD: password } = values;
    if (password === undefined) throw invalidParameter('Missing required parameter NEW_PASSWORD');
    const changes = Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => key.startsWith(attributePrefix))
        .map(([key, value]) => [key.slice(attributePrefix.length), value]),
    );
    checkAttributes(pool, changes, { creating: false });
    const chosen = await chosenPassword(pool, user, password);
    claim();
    const changed = world.users.change(pool, user.sub, ({ attributes }) => ({
      ...chosen,
      attributes: applyChanges(attributes, changes),
    }));
    return { signIn: { ...signIn, user: changed, passed: [...signIn.passed, name] } };
  },
};
