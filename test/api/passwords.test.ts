import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { signIn, trySignIn } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
});

afterAll(() => cloud?.close());

/** Lets a password be older than it is, past the product: half a year would take long. */
async function agePassword(userId: string, days: number): Promise<void> {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const at = new Date(cloud.cloud.clock.now() - days * 24 * 60 * 60_000).toISOString();
  await documents.send(
    new UpdateCommand({
      TableName: output(cloud.deployment, 'IdentityTable'),
      Key: { pk: `user#${userId}`, sk: 'principal' },
      UpdateExpression: 'SET passwordChangedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at },
    }),
  );
}

/** Runs the daily function as its schedule does. */
async function runReminders(): Promise<void> {
  const found = cloud.cloud
    .resources('AWS::Lambda::Function')
    .find(({ resource }) => resource.logicalId.startsWith('PasswordReminders'));
  if (!found) throw new Error('There is no function that reminds.');
  const { error } = await cloud.cloud.services.lambda.invoke(found.identity.ref, {});
  expect(error).toBeUndefined();
}

test('anybody may read what a password must be like', async () => {
  const { status, body } = await cloud.anyone.send('GET', '/password-policy');
  expect(status).toBe(200);
  expect(body.rules).toEqual({
    preset: 'classic',
    minLength: 8,
    composition: true,
    historySize: 5,
    maxAgeDays: 180,
  });
  expect(body.recovery.channels).toContain('sms');
});

test('AUTH-21: anybody may have a password rated, in either language', async () => {
  const rate = (body: object) => cloud.anyone.send('POST', '/password-strength', { body });
  expect((await rate({ newPassword: 'kettle-94-umbrella' })).body).toEqual({
    score: 4,
    reasons: [],
  });
  const { body } = await rate({ newPassword: 'Summer2024!', locale: 'zh' });
  expect(body.reasons).toEqual(['这是最先被尝试的常见密码，请选择互不相关的词语。']);
  const tooLong = await rate({ newPassword: 'x'.repeat(257) });
  expectProblem(tooLong, 'request.invalid');
  expect(fieldsOf(tooLong)).toEqual(['newPassword']);
});

test('administrators see how old passwords are', async () => {
  const { userId } = cloud.person('finance');
  await agePassword(userId, 200);
  const { body } = await administrator.send('GET', '/password-ages?limit=100');
  const finance = body.people.find((each: { userId: string }) => each.userId === userId);
  expect(finance).toMatchObject({ ageDays: 200, daysLeft: -20 });
  expect(body.departures.map(({ setting }: { setting: string }) => setting)).toContain(
    'recovery.questions',
  );
});

test('administrators take the ages of all passwords with them as a file that is safe to open', async () => {
  const { userId } = cloud.person('finance');
  await agePassword(userId, 200);
  const body = { email: 'formula@example.com', name: '=HYPERLINK("x")', role: 'sales' };
  expect((await administrator.send('POST', '/users', { body })).status).toBe(201);
  const csv = await administrator.send('GET', '/password-ages/report');
  expect(csv.headers.get('content-disposition')).toMatch(/password-ages-\d{4}-\d\d-\d\d\.csv/);
  expect(csv.text).toMatch(
    /^\ufeff?userId,name,email,status,passwordChangedAt,ageDays,dueAt,daysLeft\r\n/,
  );
  const rows = csv.text.split('\r\n');
  expect(rows.find((row) => row.startsWith(userId))).toMatch(/,200,[^,]+,-20$/);
  expect(csv.text).toContain(`"'=HYPERLINK(""x"")"`);
  const json = await administrator.send('GET', '/password-ages/report?format=json');
  expect(json.body.people).toHaveLength(rows.length - 2);
  const sales = await cloud.as('sales');
  expectProblem(await sales.send('GET', '/password-ages/report'), 'request.forbidden');
});

test('a password that is too old opens a session that can only set a new one', async () => {
  const { userId, email, password } = cloud.person('read-only');
  await agePassword(userId, 181);
  const signedIn = await trySignIn(cloud, email, password);
  expect(signedIn.status).toBe(200);
  const old = apiClient(cloud.cloud.api, signedIn.body.token);
  expectProblem(await old.send('GET', '/contacts'), 'auth.session_restricted');
  const newPassword = 'lantern-58-orchard';
  const body = { currentPassword: password, newPassword };
  expect((await old.send('POST', '/account/password', { body })).status).toBe(204);
  const fresh = await signIn(cloud, { email, password: newPassword });
  expect((await fresh.send('GET', '/contacts')).status).toBe(200);
});

test('ASVS 6.4.5: people are reminded 14, 7 and 1 days before, once', async () => {
  const ages = { sales: 166, support: 173, marketing: 179, manager: 150 } as const;
  for (const role of ['sales', 'support', 'marketing', 'manager'] as const)
    await agePassword(cloud.person(role).userId, ages[role]);
  // The notice of the test before may still be on its way.
  await cloud.cloud.settle();
  const before = cloud.cloud.outbox.list().length;
  await runReminders();
  await runReminders();
  const mails = cloud.cloud.outbox.list().slice(before);
  expect(mails.flatMap(({ to }) => to).sort()).toEqual(
    (['sales', 'support', 'marketing'] as const).map((role) => cloud.person(role).email).sort(),
  );
  const due = new Date(cloud.cloud.clock.now() + 14 * 24 * 60 * 60_000).toISOString().slice(0, 10);
  const [first] = mails.filter(({ to }) => to.includes(cloud.person('sales').email));
  expect(first?.text).toContain(due);
});
