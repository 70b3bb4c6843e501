import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { companyPort, testPort } from '#test/support/assembly';
import { createBrowser } from '#test/support/browser';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type CompanyProvider, startCompanyProvider } from '#test/support/company-provider';
import { goodPassword, mailTo, temporaryPasswordIn, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

const callback = `http://localhost:${testPort}/sso/callback`;
let cloud: TestCloud;
let company: CompanyProvider;
let administrator: ApiClient;
let count = 0;

beforeAll(async () => {
  cloud = await bootCloud();
  company = await startCompanyProvider([`${cloud.cloud.endpoint}/oauth2/idpresponse`], companyPort);
});
afterAll(async () => {
  await company.close();
  await cloud.close();
});

/** Somebody of the company; each is invited or not by the test. */
let employee: { sub: string; email: string; email_verified: boolean; name: string };
beforeEach(async () => {
  count += 1;
  administrator = await cloud.as('administrator');
  employee = {
    sub: `emp-${count}`,
    email: `emp-${count}@company.example`,
    email_verified: true,
    name: 'Kim Novak',
  };
  company.signInAs(employee);
});

const invite = async (email = employee.email) => {
  const body = { email, name: 'Kim Novak', role: 'sales', locale: 'en' };
  const answer = await administrator.send('POST', '/users', { body });
  expect(answer.status).toBe(201);
  return answer.body.userId as string;
};
const ticketOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .find((each) => each.startsWith('__Host-stratus-ticket='))!
    .split(';')[0]!;

/** Goes to the company and back; what the page then holds. */
async function visitCompany(login = employee.email) {
  const started = await cloud.anyone.send('POST', '/sso/start', { body: { login } });
  expect(started.status).toBe(200);
  const browser = createBrowser({ stopAt: callback });
  const { url } = await browser.open(started.body.location);
  const { code, state, error } = Object.fromEntries(url.searchParams);
  const reason = url.searchParams.get('error_description') ?? undefined;
  return { code: code ?? '', state: state ?? '', error, reason, ticket: ticketOf(started.headers) };
}
/** The profiles that Cognito has of somebody who came through the company. */
const profilesOf = async (sub: string) => {
  const cognito = new CognitoIdentityProviderClient(clientOptions(cloud.deployment));
  const UserPoolId = output(cloud.deployment, 'UserPoolId');
  const list = new ListUsersCommand({ UserPoolId, Filter: `username ^= "Company_${sub}"` });
  const { Users = [] } = await cognito.send(list);
  return Users.map(({ Enabled, UserStatus }) => ({ Enabled, UserStatus }));
};
const noAccount = { code: '', error: 'invalid_request', reason: /^PreSignUp failed/ };
const turnedAway = async () => {
  const visit = await visitCompany();
  expect(visit).toMatchObject({ ...noAccount, reason: expect.stringMatching(noAccount.reason) });
  return visit;
};
const finish = (
  { code, state, ticket }: { code: string; state: string; ticket?: string },
  transport = 'bearer',
) =>
  cloud.anyone.send('POST', '/sso/finish', {
    body: { code, state, transport },
    headers: ticket === undefined ? {} : { cookie: ticket },
  });
const principal = async (userId: string) => {
  const dynamodb = new DynamoDBClient(clientOptions(cloud.deployment));
  const table = cloud.cloud
    .resources('AWS::DynamoDB::Table')
    .find(({ resource }) => /identity/i.test(resource.logicalId))!.identity.ref;
  const get = new GetItemCommand({
    TableName: table,
    Key: { pk: { S: `user#${userId}` }, sk: { S: 'principal' } },
    ConsistentRead: true,
  });
  const scan = new ScanCommand({
    TableName: table,
    FilterExpression: 'begins_with(pk, :ties)',
    ExpressionAttributeValues: { ':ties': { S: 'company#' } },
    ConsistentRead: true,
  });
  const [{ Item }, { Items }] = await Promise.all([dynamodb.send(get), dynamodb.send(scan)]);
  const ties = (Items ?? []).map((item) => unmarshall(item));
  return { ...unmarshall(Item!), ties: ties.filter((tie) => tie['userId'] === userId) };
};

describe('signing in through the company (SSO)', () => {
  it('lets an invited person in, ties them to their subject and keeps them signed in', async () => {
    const userId = await invite();
    const answer = await finish(await visitCompany());
    expect(answer).toMatchObject({ status: 200, body: { status: 'signed-in' } });
    expect(answer.body.user).toMatchObject({ userId, email: employee.email, role: 'sales' });
    const stored = await principal(userId);
    expect(stored).toMatchObject({ status: 'active', signInProvider: 'Company' });
    expect(stored.ties).toHaveLength(1);
    expect(JSON.stringify(stored.ties)).not.toContain(employee.sub);
    const client = apiClient(cloud.cloud.api, answer.body.token);
    expect((await client.send('GET', '/account')).status).toBe(200);
    await cloud.cloud.clock.advance(59 * 60_000);
    expect((await client.send('POST', '/sign-in/refresh')).status).toBe(200);
    expect((await client.send('POST', '/sign-out')).status).toBe(204);
    expectProblem(await client.send('GET', '/account'), 'request.unauthenticated');
  });

  it('invites people of the company without a password that would open nothing', async () => {
    await invite();
    const { subject, text } = await mailTo(cloud, employee.email);
    expect(subject).toBe('Your invitation to Stratus CRM');
    expect(text).toContain('Your company signs you in');
    expect(text).not.toMatch(/password below/);
  });

  it('gives browsers a cookie that scripts cannot read, and takes the ticket away', async () => {
    await invite();
    const answer = await finish(await visitCompany(), 'cookie');
    const [ticket, session] = answer.headers.getSetCookie();
    expect(ticket).toContain('__Host-stratus-ticket=; Path=/; Secure; HttpOnly');
    expect(session).toMatch(/^__Host-stratus=.+; Path=\/; Secure; HttpOnly; SameSite=Lax/);
    expect(answer.body.token).toBeUndefined();
  });

  it('finds the same person again though their address has changed there', async () => {
    const userId = await invite();
    await finish(await visitCompany());
    company.signInAs({ ...employee, email: `renamed-${count}@company.example` });
    const again = await finish(await visitCompany());
    expect(again.body.user).toMatchObject({ userId, email: employee.email });
  });

  it('says where nobody signs in through a company', async () => {
    const body = { login: 'somebody@elsewhere.example' };
    expectProblem(await cloud.anyone.send('POST', '/sso/start', { body }), 'sso.not_offered');
  });
});

it('API-21: while Cognito hangs, who comes back from the company is told so, and not that they are refused', async () => {
  await invite();
  const visit = await visitCompany();
  cloud.cloud.faults.set('late-answer', 1, 'cognito-idp:');
  const answer = await finish(visit);
  cloud.cloud.faults.clear();
  expect(answer).toMatchObject({ status: 503, body: { code: 'service.unavailable' } });
  expect((await finish(await visitCompany())).status).toBe(200);
});

describe('the company’s answer is refused', () => {
  it('for somebody who is not invited: nobody makes an account for themselves', async () => {
    await turnedAway();
    expect(await profilesOf(employee.sub)).toEqual([]);
  });

  it('for an address that the company has not verified, or of another domain', async () => {
    await invite();
    company.signInAs({ ...employee, email_verified: false });
    await turnedAway();
    await invite(`outside-${count}@example.com`);
    const outside = { ...employee, sub: `out-${count}`, email: `outside-${count}@example.com` };
    company.signInAs(outside);
    await turnedAway();
    expect(await profilesOf(`out-${count}`)).toEqual([]);
  });

  it('for another subject with the address of somebody who is tied already', async () => {
    await invite();
    await finish(await visitCompany());
    company.signInAs({ ...employee, sub: `successor-${count}` });
    await turnedAway();
  });

  it('for somebody who was disabled', async () => {
    const userId = await invite();
    await finish(await visitCompany());
    const { headers } = await administrator.send('GET', `/users/${userId}`);
    const disabled = await administrator.send('POST', `/users/${userId}/disable`, {
      body: { reason: 'Has left the company.' },
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(disabled.status).toBeLessThan(300);
    expect(await profilesOf(employee.sub)).toEqual([
      { Enabled: false, UserStatus: 'EXTERNAL_PROVIDER' },
    ]);
    expect(await visitCompany()).toMatchObject({ code: '', error: 'invalid_request' });
  });

  it('without the ticket of the same browser, with another state, late or twice', async () => {
    await invite();
    const { ticket, ...answer } = await visitCompany();
    expectProblem(await finish(answer), 'sso.refused');
    const other = await visitCompany();
    expectProblem(await finish({ ...answer, ticket: other.ticket }), 'sso.refused');
    expectProblem(await finish({ ...answer, state: other.state, ticket }), 'sso.refused');
    expectProblem(await finish({ ...answer, ticket: `${ticket}x` }), 'sso.refused');
    expect((await finish({ ...answer, ticket })).status).toBe(200);
    expectProblem(await finish({ ...answer, ticket }), 'sso.refused');
    const late = await visitCompany();
    await cloud.cloud.clock.advance(10 * 60_000);
    expectProblem(await finish(late), 'sso.refused');
  });
});

describe('somebody who is untied from their account at the company', () => {
  const untie = (userId: string) =>
    administrator.send('POST', `/users/${userId}/untie-company`, {
      body: { reason: 'The company has moved to another provider.' },
    });

  it('is signed out, told, and found again by another subject with their address', async () => {
    const userId = await invite();
    const { body: signedIn } = await finish(await visitCompany());
    const client = apiClient(cloud.cloud.api, signedIn.token);
    expect((await untie(userId)).body).not.toHaveProperty('signInProvider');
    expectProblem(await client.send('GET', '/account'), 'request.unauthenticated');
    expect(await profilesOf(employee.sub)).toEqual([]);
    expect((await principal(userId)).ties).toEqual([]);
    expect((await mailTo(cloud, employee.email)).subject).toContain('untied');
    const { entries } = (await administrator.send('GET', `/users/${userId}/history`)).body;
    expect(entries[0]).toMatchObject({ name: 'user.untied_from_company' });

    company.signInAs({ ...employee, sub: `moved-${count}` });
    const again = await finish(await visitCompany());
    expect(again.body.user).toMatchObject({ userId });
    company.signInAs(employee);
    await turnedAway();
  });

  it('has to be tied, and an administrator has to have proved who they are', async () => {
    const userId = await invite();
    expectProblem(await untie(userId), 'user.state_conflict');
    await finish(await visitCompany());
    await cloud.cloud.clock.advance(6 * 60_000);
    expectProblem(await untie(userId), 'auth.step_up_required');
  });
});

describe('somebody of a company who leaves', () => {
  it('AUTH-09: keeps a disabled profile, so that Cognito makes no other', async () => {
    const userId = await invite();
    await finish(await visitCompany());
    const path = `/users/${userId}/off-boarding`;
    const body = { reason: 'Leaves the company.' };
    expect((await administrator.send('POST', path, { body })).status).toBe(202);
    await cloud.cloud.settle();
    const { steps } = (await administrator.send('GET', path)).body.offBoarding;
    const step = steps.find(({ step: name }: { step: string }) => name === 'company');
    expect(step).not.toHaveProperty('skipped');
    expect(await profilesOf(employee.sub)).toEqual([
      { Enabled: false, UserStatus: 'EXTERNAL_PROVIDER' },
    ]);
    expect(await visitCompany()).toMatchObject({ code: '', error: 'invalid_request' });
  });
});

describe('people of a company that insists', () => {
  it('cannot sign in by password, whether they exist or not', async () => {
    await invite();
    expectProblem(await trySignIn(cloud, employee.email, goodPassword), 'sign_in.use_company');
    const nobody = await trySignIn(cloud, `nobody-${count}@company.example`, goodPassword);
    expectProblem(nobody, 'sign_in.use_company');
  });

  it('can, where they hold the key for emergencies', async () => {
    await invite('keeper@company.example');
    const secret = temporaryPasswordIn(await mailTo(cloud, 'keeper@company.example'));
    const first = await trySignIn(cloud, 'keeper@company.example', secret);
    expect(first.body).toMatchObject({ status: 'challenge', challenge: 'new-password' });
    const done = await cloud.anyone.send('POST', '/sign-in/challenge', {
      body: { challengeToken: first.body.challengeToken, newPassword: goodPassword },
    });
    expect(done.body.status).toBe('signed-in');
  });
});
