import { expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { hourlyCloud } from '#test/support/hourly-cloud';
import { hire, mailTo, trySignIn } from '#test/support/people';
import { codeSentTo, giveVerifiedPhone, secretSentTo, storedText } from '#test/support/recovery';

const newPassword = 'lantern-58-orchard';
let cloud: TestCloud;
let administrator: ApiClient;
let hired = 0;

hourlyCloud((...made) => {
  [cloud, administrator] = made;
});

const disavow = (token: string) => cloud.anyone.send('POST', '/not-me', { body: { token } });

const [ownPhone, thiefsPhone] = ['+447700900130', '+447700900131'];

async function take(client: ApiClient, contact: 'email' | 'phone', value: string) {
  const asked = await client.send('POST', `/account/${contact}`, { body: { [contact]: value } });
  expect(asked.status).toBe(202);
  const code = await codeSentTo(cloud, value);
  const body = { code };
  expect((await client.send('POST', `/account/${contact}/confirm`, { body })).status).toBe(204);
}

/** Somebody whose session a thief has: address, phone and user name are the thief's now. */
async function robbed() {
  hired += 1;
  const email = `person-${hired}@example.com`;
  const jo = await hire(cloud, administrator, { email, role: 'sales' });
  await giveVerifiedPhone(cloud, email, ownPhone);
  const session = jo.client;
  const thief = `thief-${hired}@evil.example`;
  await take(session, 'phone', thiefsPhone);
  expect((await mailTo(cloud, ownPhone)).text).toContain('phone number was changed');
  await session.send('PUT', '/account/user-name', { body: { userName: `eve-${hired}` } });
  await take(session, 'email', thief);
  return { ...jo, thief };
}

test('contacts that changed within 72 hours are put back by “this was not me”, here and at the provider, and all hear of it', async () => {
  const jo = await robbed();
  // The notice went to the former address too, and so the owner has the link.
  const notice = await secretSentTo(cloud, jo.email, 'not-me');
  expect((await disavow(notice)).status).toBe(204);
  expect((await mailTo(cloud, jo.email)).subject).toContain('contacts were put back');
  expect((await mailTo(cloud, ownPhone)).text).toContain('contacts were put back');
  const alert = await mailTo(cloud, cloud.person('administrator').email);
  expect(alert.text).toContain(jo.email);
  const read = await administrator.send('GET', `/users/${jo.userId}`);
  expect(read.body).toMatchObject({ status: 'locked', email: jo.email });
  expect(read.body.userName).toBeUndefined();
  const { entries } = (await administrator.send('GET', `/users/${jo.userId}/history`)).body;
  const names = entries.map(({ name }: { name: string }) => name);
  expect(names.filter((name: string) => name === 'contact.restored')).toHaveLength(3);
  expect(await storedText(cloud)).not.toContain(jo.thief);

  // Unlocked, the link goes to the owner; the thief's address and name sign nobody in.
  const before = cloud.cloud.outbox.list().length;
  const body = { reason: 'Spoke with them in person.' };
  await administrator.send('POST', `/users/${jo.userId}/unlock`, { body });
  const token = await secretSentTo(cloud, jo.email, 'reset');
  const later = cloud.cloud.outbox.list().slice(before);
  expect(later.filter(({ to }) => to.includes(jo.thief))).toEqual([]);
  const confirm = { body: { token, newPassword } };
  expect((await cloud.anyone.send('POST', '/recovery/confirm', confirm)).status).toBe(204);
  for (const login of [jo.thief, `eve-${hired}`])
    expect((await trySignIn(cloud, login, newPassword)).status).toBe(401);
  expect((await trySignIn(cloud, jo.email, newPassword)).status).toBe(200);
  expect((await mailTo(cloud, ownPhone)).to).toEqual([ownPhone]);
});

test('a lock by an administrator is told to the other administrators', async () => {
  hired += 1;
  const second = { email: `second-${hired}@example.com`, role: 'administrator' };
  await hire(cloud, administrator, second);
  hired += 1;
  const jo = await hire(cloud, administrator, { email: `jo-${hired}@example.com`, role: 'sales' });
  const before = cloud.cloud.outbox.list().length;
  const body = { reason: 'Laptop was stolen.' };
  expect((await administrator.send('POST', `/users/${jo.userId}/lock`, { body })).status).toBe(200);
  const told = await mailTo(cloud, second.email);
  expect(told.subject).toContain('account was locked');
  expect(told.text).toContain(jo.email);
  expect(told.text).not.toContain(body.reason);
  const later = cloud.cloud.outbox.list().slice(before);
  const own = cloud.person('administrator').email;
  expect(later.filter(({ to }) => to.includes(own))).toEqual([]);
});
