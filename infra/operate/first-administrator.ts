import { createFirstAdministrator } from '#functions/users/create-first-administrator';
import { createCognitoAdministration } from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { type Account, OperatorError, stackOutputs } from './account.ts';
import { ask } from './ask.ts';
import { isEmail } from './settings-of-operator.ts';

/** Invites the first administrator with the operator's own credentials; asks only while there is none. */
export async function inviteFirstAdministrator(account: Account, name: string): Promise<void> {
  const data = await stackOutputs(account, `${name}Data`);
  const identity = await stackOutputs(account, `${name}Identity`);
  const { IdentityTable: table } = data ?? {};
  const { UserPoolId: pool, UserPoolClientId: client } = identity ?? {};
  if (!table || !pool || !client)
    throw new OperatorError(`The stacks ${name}Data and ${name}Identity lack their outputs.`);
  process.env['AWS_REGION'] = account.region;
  const users = createDynamoUsers(openIdentityTable(table));
  // Somebody without an account at Cognito is what an interrupted deploy left: ask again, it completes.
  const present = await users.list({ limit: 25 });
  if (present.users.some(({ cognitoUsername }) => cognitoUsername)) return;
  const email = await ask(
    'E-mail address of the first administrator?',
    'STRATUS_ADMIN_EMAIL',
    isEmail,
  );
  const person = await ask('Their name?', 'STRATUS_ADMIN_NAME', (answer) => answer.length > 0);
  await createFirstAdministrator(
    { users, provider: createCognitoAdministration(createCognitoPool(pool, client)) },
    { email: email.toLowerCase(), name: person, locale: 'en' },
  );
  console.log(`Invited ${email}; the mail holds a temporary password that is valid for a day.`);
}
