import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient, ApiRequest } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { goodPassword, hire, mailTo } from '#test/support/people';

/** Values that must stay where they were put: each is looked for in everything that was written. */
const canaries = {
  wrongPassword: 'canary-wrong-71-password',
  newPassword: 'canary-fresh-72-lantern',
  email: 'canary-person@example.com',
  contactEmail: 'canary-contact@example.org',
  contactName: 'Canary Kestrel',
  phone: '+8613800138333',
  bankAccount: 'DE02120300000000202051',
  notes: 'canary-notes-of-a-person',
};

let cloud: TestCloud;
const secrets: string[] = Object.values(canaries);
const answers: string[] = [];

beforeAll(async () => {
  cloud = await bootCloud();
});
afterAll(() => cloud?.close());

/** Everything the deployment wrote for its operators. */
function written(): string[] {
  const { lambda, httpApi } = cloud.cloud.services;
  return [
    ...lambda.logs().map(({ text }) => text),
    ...httpApi.accessLog(),
    ...cloud.cloud.warnings(),
  ];
}

const recording = (client: ApiClient) => async (method: string, path: string, body?: object) => {
  const request: ApiRequest = body ? { body } : {};
  const answer = await client.send(method, path, request);
  if (answer.status >= 400) answers.push(answer.text);
  return answer;
};

it('ASVS 16.2.5: no secret and nothing of a person reaches a log or the text of an error', async () => {
  const { cloud: local, anyone } = cloud;
  const administrator = await cloud.as('administrator');
  const hired = await hire(cloud, administrator, { email: canaries.email, role: 'manager' });
  const stranger = recording(anyone);
  const person = recording(hired.client);
  secrets.push(goodPassword);

  for (const login of [canaries.email, 'canary-nobody@example.com'])
    await stranger('POST', '/sign-in', { login, password: canaries.wrongPassword });
  await stranger('POST', '/sign-in', { login: canaries.email, password: canaries.notes, extra: 1 });

  await person('POST', '/contacts', {
    name: canaries.contactName,
    email: canaries.contactEmail,
    phone: canaries.phone,
    notes: canaries.notes,
  });
  await person('POST', '/contacts', { name: 'Another', email: canaries.contactEmail });
  await person('POST', '/contacts', { name: canaries.contactName, phone: [canaries.phone] });
  await person('POST', '/companies', { name: 'C', bankAccount: canaries.bankAccount, nme: 1 });
  await person('GET', `/contacts?email=${encodeURIComponent(canaries.contactEmail)}&x=1`);

  local.faults.set('throttle', 1, 'TransactWriteItems');
  const failed = await person('POST', '/contacts', { name: canaries.contactName });
  expect(failed.status).toBe(503);
  local.faults.clear();
  local.faults.set('function-crash', 1, 'records');
  await person('POST', '/contacts', { name: canaries.contactName, notes: canaries.notes });
  local.faults.clear();

  await stranger('POST', '/recovery', { login: canaries.email, channel: 'email' });
  const link = /#t=(\S+)/.exec((await mailTo(cloud, canaries.email)).text)?.[1];
  if (!link) throw new Error('The mail carries no link.');
  secrets.push(link);
  await stranger('POST', '/recovery/confirm', { token: link, newPassword: 'canary-weak' });
  await stranger('POST', '/recovery/confirm', { token: link, newPassword: canaries.newPassword });
  await stranger('POST', '/recovery/confirm', { token: link, newPassword: canaries.newPassword });
  const signedIn = await stranger('POST', '/sign-in', {
    login: canaries.email,
    password: canaries.newPassword,
    transport: 'bearer',
  });
  secrets.push(signedIn.body.token, 'canary-weak', 'canary-nobody');
  await local.settle();

  const lines = written();
  // Something was written, and of all these requests: else the search below would prove nothing.
  expect(lines.join('\n')).toContain('POST /recovery/confirm');
  expect(local.services.lambda.logs().length).toBeGreaterThan(5);
  expect(answers.length).toBeGreaterThan(8);
  for (const secret of secrets) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
    expect(answers.filter((text) => text.includes(secret))).toEqual([]);
  }
});
