import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type AddressedAnswer, postFrom } from '#test/support/from-address';
import { trySignIn } from '#test/support/people';
import { loopbackAddress, recoveryLogins } from '#test/support/recovery-logins';

const requests = 200;
let cloud: TestCloud;
let logins: Readonly<Record<string, string>>;
let addresses = 0;

beforeAll(async () => {
  cloud = await bootCloud();
  logins = await recoveryLogins(cloud);
});

afterAll(() => cloud?.close());

function ask(login: string, channel: string): Promise<AddressedAnswer> {
  addresses += 1;
  const url = `${cloud.cloud.api}/recovery`;
  return postFrom(loopbackAddress(addresses), url, { login, channel });
}

/** What a stranger sees, without what is different in every answer to anybody. */
function seen({ status, headers, body }: AddressedAnswer): string {
  const alike = Object.entries(headers).filter(([name]) => !/^date$|request-?id$/.test(name));
  return JSON.stringify([status, alike, JSON.stringify(body).replace(/[\w-]{43}/, 'a token')]);
}

test('AUTH-03 (ASVS 6.3.8): existing, unknown, disabled and unconfirmed logins are answered alike', async () => {
  const answers = new Set<string>();
  for (const channel of ['email', 'sms'])
    for (let count = 0; count < requests / 2; count += 20)
      for (const login of Object.values(logins)) {
        const batch = Array.from({ length: 20 }, () => ask(login, channel));
        for (const answer of await Promise.all(batch)) answers.add(seen(answer));
      }
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toContain('202');
});

test('AUTH-20: 200 strangers who ask for links and guess codes leave the person two mails and their way in', async () => {
  const { email, password } = cloud.person('marketing');
  const before = cloud.cloud.outbox.list().length;
  const asked = await Promise.all(Array.from({ length: 200 }, () => ask(email, 'sms')));
  const tokens = asked.map(({ body }): string => body.recoveryToken);
  const guesses = tokens.map((recoveryToken, index) =>
    postFrom(loopbackAddress(index), `${cloud.cloud.api}/recovery/confirm`, {
      recoveryToken,
      code: `${100_000 + index}`,
      newPassword: 'lantern-58-orchard',
    }),
  );
  const statuses = new Set((await Promise.all(guesses)).map(({ status }) => status));
  expect([...statuses]).toEqual([400]);
  await cloud.cloud.settle();
  expect(cloud.cloud.outbox.list().slice(before)).toHaveLength(2);
  expect((await trySignIn(cloud, email, password)).status).toBe(200);
});

test('AUTH-20: one address that tries many logins is told to wait', async () => {
  const url = `${cloud.cloud.api}/recovery`;
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      postFrom('127.200.0.1', url, { login: `somebody-${index}@example.com`, channel: 'email' }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(20);
  for (const { headers } of refused) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
});
