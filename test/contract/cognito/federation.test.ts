import {
  AdminDisableProviderForUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
  DeleteIdentityProviderCommand,
  DescribeIdentityProviderCommand,
  GetIdentityProviderByIdentifierCommand,
  ListIdentityProvidersCommand,
  UpdateIdentityProviderCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CompanyProvider, startCompanyProvider } from '#test/support/company-provider';
import { createResource } from '#test/support/served-cloud';
import { begin, callback, discover, type ServedDomain, serveDomain } from './served-domain.ts';
import { refusal, type TriggerEvent } from './served-pool.ts';

let pool: ServedDomain;
let company: CompanyProvider;
let configuration: oidc.Configuration;
const seen: TriggerEvent[] = [];
const email = 'ada@company.example';
const ada = { sub: 'emp-1', email, email_verified: true, name: 'Ada Lovelace' };
const mapping = { email: 'email', email_verified: 'email_verified', name: 'name', username: 'sub' };

beforeAll(async () => {
  pool = await serveDomain(
    {
      LambdaConfig: {
        PreSignUp: 'guard',
        PreTokenGeneration: 'guard',
        PreAuthentication: 'guard',
        PostAuthentication: 'guard',
      },
    },
    { SupportedIdentityProviders: ['Company'] },
  );
  company = await startCompanyProvider([`${pool.settings.endpoint}/oauth2/idpresponse`]);
  createResource(pool.cognito, {
    type: 'AWS::Cognito::UserPoolIdentityProvider',
    logicalId: 'Company',
    properties: {
      UserPoolId: pool.poolId,
      ProviderName: 'Company',
      ProviderType: 'OIDC',
      ProviderDetails: company.details,
      AttributeMapping: mapping,
      IdpIdentifiers: ['company.example'],
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
  seen.length = 0;
  pool.triggers['guard'] = (event) => {
    seen.push(event);
    return {};
  };
  company.signInAs(ada);
});

async function signIn(more: Record<string, string> = {}) {
  const { url, checks } = await begin(configuration, more);
  const { url: cameBack } = await pool.browser().open(url);
  return oidc.authorizationCodeGrant(configuration, cameBack, checks);
}
const getUser = (Username: string) =>
  pool.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username }));
const link = (Username: string, ProviderAttributeName: string, ProviderAttributeValue: string) =>
  pool.client.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId: pool.poolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: Username },
      SourceUser: { ProviderName: 'Company', ProviderAttributeName, ProviderAttributeValue },
    }),
  );
const disable = (ProviderAttributeValue: string) =>
  pool.client.send(
    new AdminDisableProviderForUserCommand({
      UserPoolId: pool.poolId,
      User: {
        ProviderName: 'Company',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue,
      },
    }),
  );

describe('signing in through the company’s provider', () => {
  it('makes a profile of its own the first time and keeps it up to date', async () => {
    const first = (await signIn()).claims()!;
    expect(first).toMatchObject({
      email,
      'cognito:username': 'Company_emp-1',
      amr: ['fed'],
      identities: [
        { userId: 'emp-1', providerName: 'Company', providerType: 'OIDC', issuer: company.issuer },
      ],
    });
    expect(await getUser('Company_emp-1')).toMatchObject({
      Enabled: true,
      UserStatus: 'EXTERNAL_PROVIDER',
    });
    company.signInAs({ ...ada, name: 'Ada King' });
    const second = (await signIn({ scope: 'openid profile' })).claims()!;
    expect(second).toMatchObject({ sub: first.sub, name: 'Ada King' });
    expect(seen.map(({ triggerSource }) => triggerSource)).toEqual([
      'PreSignUp_ExternalProvider',
      'TokenGeneration_HostedAuth',
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_HostedAuth',
    ]);
  });

  it('asks the provider with state, nonce and PKCE, and may name it by its identifier', async () => {
    await signIn({ idp_identifier: 'company.example' });
    const asked = Object.fromEntries(company.authorizations.at(-1)!);
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: company.client.id,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: `${pool.settings.endpoint}/oauth2/idpresponse`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked[name]).toMatch(/^[\w-]{43}$/);
  });

  it('takes nobody whom the PreSignUp trigger refuses', async () => {
    pool.triggers['guard'] = () => {
      throw new Error('Not invited');
    };
    const { url } = await begin(configuration);
    const { url: cameBack } = await pool.browser().open(url);
    expect(cameBack.searchParams.get('error_description')).toBe(
      'PreSignUp failed with error Not invited.',
    );
    expect(await refusal(getUser('Company_emp-1'))).toContain('UserNotFoundException');
  });

  it('does not take over a local person of the same address', async () => {
    const local = await pool.addPerson(email);
    const claims = (await signIn()).claims()!;
    expect(claims.sub).not.toBe(local);
    expect(await pool.signIn(email)).toHaveProperty('AuthenticationResult');
  });

  it('refuses a way back that another browser began, or that comes twice', async () => {
    const { url } = await begin(configuration);
    const stopped = await fetch(url, { redirect: 'manual' });
    const victim = await pool.browser().open(stopped.headers.get('location')!);
    expect(victim).toMatchObject({ status: 400 });
    expect(victim.text).toContain('did not begin in this browser');
    const forged = `${pool.settings.endpoint}/oauth2/idpresponse?code=x&state=y`;
    expect(await pool.browser().open(forged)).toMatchObject({ status: 400 });
  });

  it('tells the client where the provider refuses', async () => {
    const wrong = { ...company.details, client_secret: 'not the right one' };
    const about = { UserPoolId: pool.poolId, ProviderName: 'Company' };
    const update = new UpdateIdentityProviderCommand({ ...about, ProviderDetails: wrong });
    await pool.client.send(update);
    const { url } = await begin(configuration);
    const { url: cameBack } = await pool.browser().open(url);
    expect(cameBack.href).toContain(callback);
    expect(cameBack.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('a link', () => {
  it('lets the provider sign in a local person, by attribute or subject', async () => {
    const local = await pool.addPerson('grace@example.com');
    await link('grace@example.com', 'email', email);
    const claims = (await signIn()).claims()!;
    expect(claims).toMatchObject({ sub: local, email: 'grace@example.com' });
    expect(claims['identities']).toMatchObject([{ userId: email, primary: false }]);
    expect(await getUser('grace@example.com')).toMatchObject({ UserStatus: 'CONFIRMED' });
    company.signInAs({ sub: 'emp-2', email: 'other@company.example' });
    await link('grace@example.com', 'Cognito_Subject', 'emp-2');
    expect((await signIn()).claims()!.sub).toBe(local);
    await disable('emp-2');
    expect((await signIn()).claims()!.sub).not.toBe(local);
  });

  it('is refused for somebody who has a profile already, and beyond five', async () => {
    await signIn();
    await pool.addPerson('grace@example.com');
    expect(await refusal(link('grace@example.com', 'Cognito_Subject', 'emp-1'))).toContain(
      'Merging is not currently supported',
    );
    for (const value of ['a1', 'a2', 'a3', 'a4', 'a5'])
      await link('grace@example.com', 'Cognito_Subject', value);
    expect(await refusal(link('grace@example.com', 'Cognito_Subject', 'a6'))).toContain(
      'LimitExceededException',
    );
  });

  it('that is taken from a profile leaves it without a way in', async () => {
    await signIn();
    await disable('emp-1');
    const { url } = await begin(configuration);
    const { url: cameBack } = await pool.browser().open(url);
    expect(cameBack.searchParams.get('error_description')).toBe('User is disabled.');
  });
});

describe('identity providers', () => {
  it('are made, described, found, changed, listed and deleted', async () => {
    const about = { UserPoolId: pool.poolId, ProviderName: 'Partner' };
    const create = () =>
      pool.client.send(
        new CreateIdentityProviderCommand({
          ...about,
          ProviderType: 'OIDC',
          ProviderDetails: company.details,
          IdpIdentifiers: ['partner.example'],
        }),
      );
    await create();
    expect(await refusal(create())).toContain('DuplicateProviderException');
    const find = new GetIdentityProviderByIdentifierCommand({
      UserPoolId: pool.poolId,
      IdpIdentifier: 'partner.example',
    });
    expect((await pool.client.send(find)).IdentityProvider).toMatchObject(about);
    await pool.client.send(
      new UpdateIdentityProviderCommand({ ...about, AttributeMapping: { email: 'mail' } }),
    );
    const described = await pool.client.send(new DescribeIdentityProviderCommand(about));
    expect(described.IdentityProvider).toMatchObject({
      AttributeMapping: { email: 'mail' },
      IdpIdentifiers: ['partner.example'],
    });
    const listed = await pool.client.send(
      new ListIdentityProvidersCommand({ UserPoolId: pool.poolId }),
    );
    expect(listed.Providers?.map(({ ProviderName }) => ProviderName)).toEqual([
      'Company',
      'Partner',
    ]);
    await pool.client.send(new DeleteIdentityProviderCommand(about));
    const gone = pool.client.send(new DescribeIdentityProviderCommand(about));
    expect(await refusal(gone)).toContain('ResourceNotFoundException');
  });
});
