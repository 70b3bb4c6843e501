import {
  AdminGetUserCommand,
  CreateIdentityProviderCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBrowser } from '#test/support/browser';
import {
  emailAttribute,
  type SamlAnswer,
  type SamlCompany,
  startSamlCompany,
} from '#test/support/saml-company';
import { createResource } from '#test/support/served-cloud';
import { begin, callback, discover, type ServedDomain, serveDomain } from './served-domain.ts';
import { refusal } from './served-pool.ts';

let pool: ServedDomain;
let company: SamlCompany;
let configuration: oidc.Configuration;
const email = 'ada@company.example';

beforeAll(async () => {
  pool = await serveDomain({}, { SupportedIdentityProviders: ['Company'] });
  company = await startSamlCompany(() => pool.clock.now());
  createResource(pool.cognito, {
    type: 'AWS::Cognito::UserPoolIdentityProvider',
    logicalId: 'Company',
    properties: {
      UserPoolId: pool.poolId,
      ProviderName: 'Company',
      ProviderType: 'SAML',
      ProviderDetails: { MetadataURL: company.metadataUrl },
      AttributeMapping: { email: emailAttribute },
    },
  });
  configuration = await discover(pool, pool.sso);
});
afterAll(async () => {
  await company.close();
  await pool.close();
});
beforeEach(() => {
  pool.cognito.reset();
  company.answerWith({});
});

/** Goes to the company, whose page posts its answer back. */
async function visit() {
  const { url, checks } = await begin(configuration);
  const browser = createBrowser({ stopAt: callback });
  const page = await browser.open(url);
  const shown = await browser.submit(page, {});
  return { page, shown, checks, browser };
}
const users = async () =>
  (await pool.client.send(new ListUsersCommand({ UserPoolId: pool.poolId }))).Users ?? [];

describe('signing in through a company by SAML', () => {
  it('makes a profile of the signed assertion’s name and attributes', async () => {
    const { shown, checks } = await visit();
    const tokens = await oidc.authorizationCodeGrant(configuration, shown.url, checks);
    expect(tokens.claims()).toMatchObject({
      email,
      'cognito:username': 'Company_emp-1',
      identities: [{ userId: 'emp-1', providerName: 'Company', providerType: 'SAML' }],
    });
    const user = await pool.client.send(
      new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: 'Company_emp-1' }),
    );
    expect(user.UserStatus).toBe('EXTERNAL_PROVIDER');
  });

  it('follows the attributes of the next answers', async () => {
    await visit();
    company.answerWith({ email: 'ada.king@company.example' });
    await visit();
    const [user] = await users();
    expect(user?.Attributes).toContainEqual({ Name: 'email', Value: 'ada.king@company.example' });
  });
});

const minute = 60_000;
const now = () => pool.clock.now();
const evil = (assertion: string) =>
  assertion.replaceAll('emp-1', 'emp-2').replaceAll(email, 'boss@company.example');
const withoutId = (assertion: string, id: string) =>
  assertion.replace(/ ID="[^"]+"/, ` ID="${id}"`);

describe('an answer is refused', () => {
  it.each<[string, () => Partial<SamlAnswer>]>([
    ['for another audience', () => ({ audience: 'urn:amazon:cognito:sp:another' })],
    ['that is too old', () => ({ notBefore: now() - 9 * minute, notOnOrAfter: now() - minute })],
    ['that is not valid yet', () => ({ notBefore: now() + minute })],
    ['to another request', () => ({ inResponseTo: '_another' })],
    ['that nobody asked for', () => ({ inResponseTo: undefined })],
  ])('%s', async (_title, change) => {
    company.answerWith(change());
    const { shown } = await visit();
    expect(shown.url.searchParams.get('error')).toBe('invalid_request');
    expect(await users()).toEqual([]);
  });

  it.each<[string, (assertion: string) => string]>([
    ['without a signature', (assertion) => assertion],
    ['signed by another key', (assertion) => company.signedByAnother(assertion)],
    ['changed after it was signed', (assertion) => evil(company.signed(assertion))],
    [
      'with a forged assertion before the signed one',
      (assertion) => withoutId(evil(assertion), '_evil') + company.signed(assertion),
    ],
    [
      'with a forged assertion behind the signed one',
      (assertion) => company.signed(assertion) + withoutId(evil(assertion), '_evil'),
    ],
    [
      'with the signed assertion wrapped into a forged one',
      (assertion) =>
        withoutId(evil(assertion), '_evil').replace(
          '<saml:Conditions',
          `<saml:Advice>${company.signed(assertion)}</saml:Advice><saml:Conditions`,
        ),
    ],
    [
      'with the signature of another assertion of the same id',
      (assertion) => {
        const signature = /<Signature.*<\/Signature>/s.exec(company.signed(assertion))?.[0] ?? '';
        return evil(assertion).replace('<saml:Subject>', `${signature}<saml:Subject>`);
      },
    ],
  ])('%s', async (_title, sealing) => {
    company.answerWith({}, sealing);
    const { shown } = await visit();
    expect(shown.url.searchParams.get('error')).toBe('invalid_request');
    expect(shown.url.searchParams.get('code')).toBeNull();
    expect(await users()).toEqual([]);
  });

  it('the second time it comes', async () => {
    const { page, shown, browser } = await visit();
    expect(shown.url.searchParams.get('code')).not.toBeNull();
    const again = await browser.submit(page, {});
    expect(again).toMatchObject({ status: 400 });
  });
});

it('a provider needs metadata, and one kind of it', async () => {
  const create = (ProviderDetails: Record<string, string>) =>
    pool.client.send(
      new CreateIdentityProviderCommand({
        UserPoolId: pool.poolId,
        ProviderName: 'Other',
        ProviderType: 'SAML',
        ProviderDetails,
      }),
    );
  expect(await refusal(create({}))).toMatch(/^InvalidParameterException/);
  const both = { MetadataURL: company.metadataUrl, MetadataFile: company.metadata };
  expect(await refusal(create(both))).toMatch(/^InvalidParameterException/);
  await expect(create({ MetadataFile: company.metadata })).resolves.toBeDefined();
});
