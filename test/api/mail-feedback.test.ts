import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());

async function invite(email: string, name: string): Promise<string> {
  const body = { email, name, role: 'support', locale: 'en' };
  const invited = await administrator.send('POST', '/users', { body });
  expect(invited.status).toBe(201);
  await cloud.cloud.settle();
  return invited.body.userId;
}

const read = async (userId: string) => (await administrator.send('GET', `/users/${userId}`)).body;
const mailsTo = (email: string) => cloud.cloud.outbox.list().filter(({ to }) => to.includes(email));
const alerts = (text: string) =>
  mailsTo(cloud.person('administrator').email).filter((mail) => mail.text.includes(text));

describe.each([
  { mailbox: 'bounce', name: 'Bo Unce', reason: 'bounce', says: 'was refused on' },
  { mailbox: 'complaint', name: 'Co Plaint', reason: 'complaint', says: 'as unwanted on' },
])('an address whose mail ends as $reason', ({ mailbox, name, reason, says }) => {
  const email = `${mailbox}+person@simulator.amazonses.com`;
  let userId: string;

  test('gets no more mail; its owner’s page says so and administrators are told once', async () => {
    userId = await invite(email, name);
    expect(await read(userId)).toMatchObject({ mailProblem: { reason, skipped: 0 } });
    expect(alerts(name).map((mail) => mail.text)).toEqual([expect.stringContaining(says)]);
    expect(alerts(name)[0]?.text).toContain(email);
    const listed = (await administrator.send('GET', '/users')).body.users;
    expect(listed.filter((user: { mailProblem?: object }) => user.mailProblem)).toEqual(
      expect.arrayContaining([expect.objectContaining({ userId })]),
    );
  });

  test('counts what was not sent', async () => {
    const sent = mailsTo(email).length;
    const again = await administrator.send('POST', `/users/${userId}/resend-invitation`);
    expect(again.status).toBe(202);
    await cloud.cloud.settle();
    expect(mailsTo(email)).toHaveLength(sent);
    expect(await read(userId)).toMatchObject({ mailProblem: { reason, skipped: 1 } });
    expect(alerts(name)).toHaveLength(1);
  });

  test('gets mail again when an administrator lifts it, here and at SES', async () => {
    const lifted = await administrator.send('POST', `/users/${userId}/restore-mail`);
    expect(lifted.status).toBe(200);
    expect(lifted.body.mailProblem).toBeUndefined();
    expect((await administrator.send('POST', `/users/${userId}/restore-mail`)).status).toBe(200);
    await administrator.send('POST', `/users/${userId}/resend-invitation`);
    await cloud.cloud.settle();
    // The simulator refuses it again, which shows that it was sent.
    expect(await read(userId)).toMatchObject({ mailProblem: { reason, skipped: 0 } });
    expect(alerts(name)).toHaveLength(2);
  });
});

test('an address that SES itself suppressed counts as refused', async () => {
  const userId = await invite('suppressionlist@simulator.amazonses.com', 'Su Ppressed');
  expect(await read(userId)).toMatchObject({ mailProblem: { reason: 'bounce' } });
});

test('refused mail to somebody who is nobody here tells nobody', async () => {
  const before = cloud.cloud.outbox.list().length;
  const ses = new SESv2Client(clientOptions(cloud.deployment));
  const part = { Data: 'x' };
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'crm@stratus.example',
      Destination: { ToAddresses: ['bounce+nobody@simulator.amazonses.com'] },
      Content: { Simple: { Subject: part, Body: { Text: part } } },
    }),
  );
  await cloud.cloud.settle();
  expect(cloud.cloud.outbox.list()).toHaveLength(before);
});

test('nobody but administrators lifts it, and an unknown person has no address', async () => {
  const userId = cloud.person('support').userId;
  const sales = await cloud.as('sales');
  expectProblem(await sales.send('POST', `/users/${userId}/restore-mail`), 'request.forbidden');
  const unknown = await administrator.send('POST', `/users/${unknownId}/restore-mail`);
  expectProblem(unknown, 'request.not_found');
});
