import { SecretValue, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Companies, SsoPolicy } from '#shared/auth/sso-policy';
import type { SsoSettings } from '../sso-settings.ts';

/** The companies' identity providers of a pool, and the address at which people sign in to them. */
export class SingleSignOn {
  readonly policy: SsoPolicy;
  private readonly providers: readonly CompanyProvider[];

  constructor(pool: cognito.UserPool, settings: SsoSettings | undefined) {
    const issuer = `https://cognito-idp.${Stack.of(pool).region}.amazonaws.com/${pool.userPoolId}`;
    const at = { issuer, keys: `${issuer}/.well-known/jwks.json` };
    const companies = companiesOf(settings);
    if (!settings) {
      this.providers = [];
      this.policy = { origin: '', ...at, ...companies };
      return;
    }
    const { domainPrefix } = settings;
    const domain = pool.addDomain('SignIn', { cognitoDomain: { domainPrefix } });
    this.providers = settings.providers.map((provider) => addProvider(pool, provider));
    this.policy = { origin: domain.baseUrl(), ...at, ...companies };
  }

  /** What an app client needs to send people to the providers; it shows nobody a password form. */
  clientOptions(appOrigin: string): cognito.UserPoolClientOptions {
    if (this.providers.length === 0) return { disableOAuth: true };
    return {
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
        callbackUrls: [`${appOrigin}/sso/callback`],
        logoutUrls: [`${appOrigin}/`],
      },
      supportedIdentityProviders: this.providers.map(({ providerName }) =>
        cognito.UserPoolClientIdentityProvider.custom(providerName),
      ),
    };
  }

  /** CloudFormation has to make the providers before the client that names them. */
  precede(client: cognito.UserPoolClient): void {
    if (this.providers.length > 0) client.node.addDependency(...this.providers);
  }
}

/** Whose people sign in through which company; it names no resource, so that the pool's triggers may know. */
export function companiesOf(settings: SsoSettings | undefined): Companies {
  const { providers = [], breakGlass = [] } = settings ?? {};
  return {
    breakGlass,
    providers: providers.map(({ name, domains, enforced, vouchesForEmail }) => ({
      name,
      domains,
      enforced,
      vouchesForEmail,
    })),
  };
}

type Provider = SsoSettings['providers'][number];

type CompanyProvider = cognito.UserPoolIdentityProviderOidc | cognito.UserPoolIdentityProviderSaml;

function addProvider(pool: cognito.UserPool, provider: Provider): CompanyProvider {
  return 'saml' in provider ? addSamlProvider(pool, provider) : addOidcProvider(pool, provider);
}

function addSamlProvider(
  userPool: cognito.UserPool,
  { name, saml }: Extract<Provider, { readonly saml: unknown }>,
): cognito.UserPoolIdentityProviderSaml {
  const { metadata, emailAttribute, nameAttribute } = saml;
  return new cognito.UserPoolIdentityProviderSaml(userPool, `Company${name}`, {
    userPool,
    name,
    metadata:
      'url' in metadata
        ? cognito.UserPoolIdentityProviderSamlMetadata.url(metadata.url)
        : cognito.UserPoolIdentityProviderSamlMetadata.file(metadata.xml),
    attributeMapping: {
      email: cognito.ProviderAttribute.other(emailAttribute),
      fullname: cognito.ProviderAttribute.other(nameAttribute),
    },
  });
}

function addOidcProvider(
  userPool: cognito.UserPool,
  { name, issuer, clientId, clientSecret }: Exclude<Provider, { readonly saml: unknown }>,
): cognito.UserPoolIdentityProviderOidc {
  const secret =
    typeof clientSecret === 'string'
      ? SecretValue.unsafePlainText(clientSecret)
      : SecretValue.secretsManager(clientSecret.secretName);
  return new cognito.UserPoolIdentityProviderOidc(userPool, `Company${name}`, {
    userPool,
    name,
    issuerUrl: issuer,
    clientId,
    // A reference that CloudFormation resolves; the secret itself is in no template of production.
    clientSecret: secret.unsafeUnwrap(),
    scopes: ['openid', 'email', 'profile'],
    attributeMapping: {
      email: cognito.ProviderAttribute.other('email'),
      emailVerified: cognito.ProviderAttribute.other('email_verified'),
      fullname: cognito.ProviderAttribute.other('name'),
    },
  });
}
