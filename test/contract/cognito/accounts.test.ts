import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  DescribeUserPoolCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day, refusal, type ServedPool, servePool, wrong } from './served-pool.ts';

let pool: ServedPool;
const account = (Username: string) => ({ UserPoolId: pool.poolId, Username });
const email = 'ada@example.com';

beforeAll(async () => {
  pool = await servePool({
    Schema: [
      { Name: 'email', Required: true, Mutable: true },
      { Name: 'badge', AttributeDataType: 'String', Mutable: false },
    ],
  });
});
afterAll(() => pool.close());
beforeEach(() => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  pool.surroundings.roleMay = () => false;
});

const create = (more: Partial<AdminCreateUserCommandInput> = {}) =>
  pool.client.send(
    new AdminCreateUserCommand({
      ...account(email),
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
      ...more,
    }),
  );
const attributesOf = async (login: string) => {
  const { UserAttributes = [] } = await pool.client.send(new AdminGetUserCommand(account(login)));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};

describe('an invited person', () => {
  it('is named by their sub, waits for a first password and gets a temporary one by mail', async () => {
    const { User } = await create();
    expect(User).toMatchObject({ Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(User!.UserCreateDate).toEqual(new Date(pool.clock.now()));
    expect(await attributesOf(email)).toEqual({
      sub: User!.Username,
      email,
      email_verified: 'true',
    });
    expect(pool.outbox).toMatchObject([{ to: [email], subject: 'Your temporary password' }]);
    const answer = await pool.signIn(email, pool.lastCode());
    expect(answer).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
  });

  it('can be invited again, which ends the first password and begins a new day', async () => {
    await create({ TemporaryPassword: 'temporary-1' });
    await pool.clock.advance(day);
    expect(await refusal(pool.signIn(email, 'temporary-1'))).toContain('has expired');
    await create({ MessageAction: 'RESEND' });
    expect(await refusal(pool.signIn(email, 'temporary-1'))).toBe(wrong);
    expect((await pool.signIn(email, pool.lastCode())).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('is not invited again once they have a password, nor before they exist', async () => {
    expect(await refusal(create({ MessageAction: 'RESEND' }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
    await pool.addPerson(email);
    expect(await refusal(create({ MessageAction: 'RESEND' }))).toContain(
      'UnsupportedUserStateException',
    );
  });

  it('gets no message where it is suppressed', async () => {
    await create({ MessageAction: 'SUPPRESS' });
    expect(pool.outbox).toEqual([]);
  });

  it.each<[string, string, Partial<AdminCreateUserCommandInput>]>([
    ['with a name that is no e-mail', 'Username should be an email', { Username: 'ada' }],
    [
      'under two addresses',
      'have to be the same',
      { UserAttributes: [{ Name: 'email', Value: 'b@example.com' }] },
    ],
    [
      'without an address for the message',
      'no address to deliver to by SMS',
      { DesiredDeliveryMediums: ['SMS'] },
    ],
    ['with a weak password', 'InvalidPasswordException', { TemporaryPassword: 'short1-' }],
    [
      'with an attribute the pool does not have',
      'custom:unknown: is not defined',
      { UserAttributes: [{ Name: 'custom:unknown', Value: '1' }] },
    ],
    [
      'with a malformed phone number',
      'Invalid phone number format.',
      { UserAttributes: [{ Name: 'phone_number', Value: '0664 1' }] },
    ],
  ])('cannot be made %s, and then nobody is', async (_case, reason, more) => {
    expect(await refusal(create(more))).toContain(reason);
    const { Users } = await pool.client.send(new ListUsersCommand({ UserPoolId: pool.poolId }));
    expect(Users).toEqual([]);
  });

  it('is one only, whatever the letters', async () => {
    await create();
    expect(await refusal(create({ Username: 'ADA@example.com', UserAttributes: [] }))).toBe(
      'UsernameExistsException: User account already exists',
    );
    expect((await attributesOf('Ada@Example.com'))['email']).toBe(email);
  });
});

describe('attributes', () => {
  const update = (Name: string, Value: string, more: { Name: string; Value: string }[] = []) =>
    pool.client.send(
      new AdminUpdateUserAttributesCommand({
        ...account(email),
        UserAttributes: [{ Name, Value }, ...more],
      }),
    );

  it('change; a new contact is unverified until somebody says otherwise', async () => {
    const sub = await pool.addPerson(email, { phone_number: '+4312345678' });
    await update('phone_number', '+4398765432');
    expect(await attributesOf(sub)).toMatchObject({ phone_number_verified: 'false' });
    await update('email', 'ada@new.example', [{ Name: 'email_verified', Value: 'true' }]);
    expect(await attributesOf('ada@new.example')).toMatchObject({ sub, email_verified: 'true' });
    expect(await refusal(pool.signIn(email))).toBe(wrong);
  });

  it('go away with an empty value or by their name', async () => {
    await pool.addPerson(email, { name: 'Ada', phone_number: '+4312345678' });
    await update('name', '');
    await pool.client.send(
      new AdminDeleteUserAttributesCommand({
        ...account(email),
        UserAttributeNames: ['phone_number'],
      }),
    );
    expect(Object.keys(await attributesOf(email))).toEqual(['sub', 'email_verified', 'email']);
  });

  it('stay as they are where the pool says so or another person is named so', async () => {
    await pool.addPerson('bob@example.com');
    await pool.addPerson(email, { 'custom:badge': '1' });
    const before = await attributesOf(email);
    expect(await refusal(update('custom:badge', '2'))).toContain('non-mutable');
    expect(await refusal(update('sub', 'other'))).toContain('non-mutable');
    expect(await refusal(update('email', ''))).toContain('is required');
    expect(await refusal(update('email', 'BOB@example.com'))).toContain('AliasExistsException');
    expect(await attributesOf(email)).toEqual(before);
  });
});

describe('the list of people', () => {
  const list = async (Filter: string) => {
    const command = new ListUsersCommand({ UserPoolId: pool.poolId, Filter });
    const { Users = [] } = await pool.client.send(command);
    return Users.map(({ Attributes }) => Attributes!.find(({ Name }) => Name === 'name')?.Value);
  };

  it('can be searched by value and by start', async () => {
    await pool.addPerson(email, { name: 'Ada "A" L.' });
    await pool.addPerson('bob@example.com', { name: 'Bob' });
    expect(await list('email = "ADA@example.com"')).toEqual(['Ada "A" L.']);
    expect(await list('email ^= "bob"')).toEqual(['Bob']);
    expect(await list('name = "Ada \\"A\\" L."')).toEqual(['Ada "A" L.']);
    expect(await list('cognito:user_status = "FORCE_CHANGE_PASSWORD"')).toEqual([]);
    expect(await refusal(list('custom:badge = "1"'))).toContain('InvalidParameterException');
    expect(await refusal(list('email ~ "x"'))).toContain('InvalidParameterException');
  });

  it('comes in pages that miss nobody', async () => {
    const emails = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`);
    for (const each of emails) await pool.addPerson(each);
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const { Users = [], PaginationToken } = await pool.client.send(
        new ListUsersCommand({
          UserPoolId: pool.poolId,
          Limit: 2,
          AttributesToGet: ['email'],
          PaginationToken: token,
        }),
      );
      seen.push(...Users.map(({ Attributes }) => Attributes![0]!.Value));
      token = PaginationToken;
    } while (token !== undefined);
    expect(seen.toSorted()).toEqual(emails);
  });
});

describe('access', () => {
  it('asks IAM for the operation on the pool', async () => {
    const get = () => pool.role.send(new AdminGetUserCommand(account(email)));
    await pool.addPerson(email);
    expect(await refusal(get())).toContain('AccessDeniedException');
    pool.surroundings.roleMay = ({ action, resource }) =>
      action === 'cognito-idp:AdminGetUser' && resource === pool.poolArn;
    expect((await get()).UserStatus).toBe('CONFIRMED');
  });

  it('is nobody’s without a signature', async () => {
    const response = await fetch(pool.settings.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' },
      body: JSON.stringify(account(email)),
    });
    expect(response.status).toBe(403);
  });

  it('ends for people who are deleted, and for pools that never were', async () => {
    await pool.addPerson(email);
    await pool.client.send(new AdminDeleteUserCommand(account(email)));
    expect(await refusal(pool.signIn(email))).toBe(wrong);
    expect(
      await refusal(
        pool.client.send(
          new AdminSetUserPasswordCommand({ ...account(email), Password: 'correct-horse-2' }),
        ),
      ),
    ).toBe('UserNotFoundException: User does not exist.');
    const elsewhere = new DescribeUserPoolCommand({ UserPoolId: 'eu-west-1_nowhere' });
    expect(await refusal(pool.client.send(elsewhere))).toContain('ResourceNotFoundException');
  });
});
