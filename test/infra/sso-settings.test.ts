import { describe, expect, it } from 'vitest';
import { localSettings, Settings } from '#infra/settings';

const provider = {
  name: 'Acme',
  issuer: 'https://login.acme.example',
  clientId: 'crm',
  clientSecret: { secretName: 'acme' },
  domains: ['ACME.example'],
};
const samlProvider = {
  name: 'Acme',
  domains: ['acme.example'],
  vouchesForEmail: true,
  saml: { metadata: { url: 'https://login.acme.example/metadata' } },
};
const settings = (sso: object, stage = 'production') =>
  Settings.safeParse({
    mail: { from: 'crm@acme.example' },
    stage,
    sso: {
      domainPrefix: 'acme-crm',
      providers: [provider],
      breakGlass: ['k@acme.example'],
      ...sso,
    },
  });
const complaint = (sso: object) => settings(sso).error?.issues[0]?.message ?? 'none';

describe('the settings of single sign-on', () => {
  it('are taken with domains in small letters, enforced and without trust in bare addresses', () => {
    expect(settings({}).data?.sso?.providers).toMatchObject([
      { domains: ['acme.example'], enforced: true, vouchesForEmail: false },
    ]);
  });

  it.each([
    [
      'a secret in the file',
      { providers: [{ ...provider, clientSecret: 'secret' }] },
      /secretName/,
    ],
    ['plain http', { providers: [{ ...provider, issuer: 'http://acme.example' }] }, /https issuer/],
    ['one domain twice', { providers: [provider, { ...provider, name: 'Other' }] }, /one provider/],
    ['nobody for emergencies', { breakGlass: [] }, /breakGlass/],
    [
      'a SAML provider whose addresses nobody answers for',
      { providers: [{ ...samlProvider, vouchesForEmail: false }] },
      /vouchesForEmail/,
    ],
    [
      'metadata over plain http',
      { providers: [{ ...samlProvider, saml: { metadata: { url: 'http://acme.example/m' } } }] },
      /https address of the metadata/,
    ],
    ['a name Cognito does not take', { providers: [{ ...provider, name: 'A_b' }] }, /letters/],
  ])('are refused with %s', (_case, sso, reason) => {
    expect(complaint(sso)).toMatch(reason);
  });

  it('may name a SAML provider by its metadata, with the usual names of attributes', () => {
    expect(settings({ providers: [samlProvider] }).data?.sso?.providers).toMatchObject([
      { saml: { emailAttribute: expect.stringMatching(/emailaddress$/) }, enforced: true },
    ]);
    const xml = { ...samlProvider, saml: { metadata: { xml: '<EntityDescriptor/>' } } };
    expect(settings({ providers: [xml] }).success).toBe(true);
  });

  it('may hold the secret itself on the laptop', () => {
    const sso = {
      domainPrefix: 'acme-crm',
      providers: [{ ...provider, clientSecret: 'secret', issuer: 'http://127.0.0.1:9000' }],
      breakGlass: ['k@acme.example'],
    };
    expect(localSettings(4700, { sso }).sso?.providers).toHaveLength(1);
  });
});
