import { expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { hourlyCloud } from '#test/support/hourly-cloud';
import { hire, mailTo, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { askToRecover, secretIn, secretSentTo, storedText } from '#test/support/recovery';

const newPassword = 'lantern-58-orchard';
let cloud: TestCloud;
let administrator: ApiClient;
let hired = 0;

hourlyCloud((...made) => {
  [cloud, administrator] = made;
});

/** Somebody whose password was changed a moment ago, with the secret of the notice they got. */
async function somebodyWithNotice() {
  hired += 1;
  const email = `person-${hired}@example.com`;
  const jo = await hire(cloud, administrator, { email, role: 'sales' });
  await jo.client.send('POST', '/account/password', {
    body: { currentPassword: jo.password, newPassword },
  });
  return { ...jo, notice: await secretSentTo(cloud, email, 'not-me') };
}

const disavow = (token: string) => cloud.anyone.send('POST', '/not-me', { body: { token } });

test('ASVS 6.3.7: “this was not me” locks at once, ends everything and alerts administrators', async () => {
  const jo = await somebodyWithNotice();
  const thief = await trySignIn(cloud, jo.email, newPassword);
  expect(thief.status).toBe(200);
  const before = cloud.cloud.outbox.list().length;
  expect((await disavow(jo.notice)).status).toBe(204);
  const stolen = { token: thief.body.token };
  expect((await cloud.anyone.send('GET', '/account', stolen)).status).toBe(401);
  expect((await trySignIn(cloud, jo.email, newPassword)).status).toBe(401);
  const alert = await mailTo(cloud, cloud.person('administrator').email);
  expect(alert.text).toContain(jo.email);
  expect((await administrator.send('GET', `/users/${jo.userId}`)).body.status).toBe('locked');
  // The thief may sit in the mailbox: no link goes there.
  await askToRecover(cloud, jo.email, 'email');
  await cloud.cloud.settle();
  const later = cloud.cloud.outbox.list().slice(before);
  expect(later.filter(({ to }) => to.includes(jo.email))).toEqual([]);
  expect(await storedText(cloud)).toContain('user.disavowed');
});

test('opening the page changes nothing; the link works once and for seven days', async () => {
  const jo = await somebodyWithNotice();
  const page = await cloud.anyone.send('GET', '/not-me');
  expect(page.status).toBe(200);
  expect((await trySignIn(cloud, jo.email, newPassword)).status).toBe(200);
  expect((await disavow(jo.notice)).status).toBe(204);
  expectProblem(await disavow(jo.notice), 'recovery.refused');
  expectProblem(await disavow('x'.repeat(43)), 'recovery.refused');
});

test('of ten who press at once one is told that it worked', async () => {
  const jo = await somebodyWithNotice();
  const answers = await Promise.all(Array.from({ length: 10 }, () => disavow(jo.notice)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(204);
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  expect((await administrator.send('GET', `/users/${jo.userId}`)).body.status).toBe('locked');
});

test('the last administrator is signed out and told, but not locked', async () => {
  const boss = cloud.person('administrator');
  await administrator.send('POST', '/account/password', {
    body: { currentPassword: boss.password, newPassword },
  });
  const notice = await secretSentTo(cloud, boss.email, 'not-me');
  expect((await disavow(notice)).status).toBe(204);
  // Whom the gate does not lock, Cognito keeps out: a worker takes the password away there.
  await cloud.cloud.settle();
  expect((await trySignIn(cloud, boss.email, newPassword)).status).toBe(401);
  const mails = cloud.cloud.outbox.list().filter(({ to }) => to.includes(boss.email));
  expect(mails.map(({ subject }) => subject)).toContain('Your account is reported as misused');
  const link = mails.findLast(({ text }) => text.includes('/reset#t='));
  const body = { token: secretIn(link ?? { text: '' }, 'reset'), newPassword: 'orchard-58-lamp' };
  expect((await cloud.anyone.send('POST', '/recovery/confirm', { body })).status).toBe(204);
  expect((await trySignIn(cloud, boss.email, 'orchard-58-lamp')).status).toBe(200);
});
