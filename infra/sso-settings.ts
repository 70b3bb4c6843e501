import * as z from 'zod';

const Domain = z
  .string()
  .toLowerCase()
  .regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, 'Give the part of the address after the @.');

const common = {
  /** Cognito's name for it, part of the names of its people: it cannot change later. */
  name: z.string().regex(/^[A-Za-z0-9-]{3,32}$/, 'Use 3 to 32 letters, digits or hyphens.'),
  /** Mail domains of its people. */
  domains: z.array(Domain).min(1),
  /** Whether these people may sign in through it only. */
  enforced: z.boolean().default(true),
  /** For providers that know their people's addresses but do not say that they are verified. */
  vouchesForEmail: z.boolean().default(false),
};

const OidcProvider = z.strictObject({
  ...common,
  /** OpenID Connect issuer, under which `/.well-known/openid-configuration` lies. */
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  /** Name of the secret in Secrets Manager; the laptop takes the secret itself. */
  clientSecret: z.union([z.strictObject({ secretName: z.string().min(1) }), z.string().min(1)]),
});

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

const SamlProvider = z.strictObject({
  ...common,
  saml: z.strictObject({
    /** Where the provider's metadata lies, or the metadata itself. */
    metadata: z.union([
      z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
      z.strictObject({ xml: z.string().startsWith('<') }),
    ]),
    /** What the provider calls the attributes that hold address and name. */
    emailAttribute: z.string().min(1).default(`${claims}/emailaddress`),
    nameAttribute: z.string().min(1).default(`${claims}/name`),
  }),
});

const Provider = z.union([OidcProvider, SamlProvider]);

/** Companies whose people sign in through their own identity provider. */
export const SsoSettings = z.strictObject({
  /** First part of the sign-in address at Cognito; nobody else in the region may have it. */
  domainPrefix: z.string().regex(/^(?!.*(?:aws|amazon|cognito))[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/),
  providers: z.array(Provider).min(1),
  /** Administrators who keep their password for the day a provider is down. */
  breakGlass: z.array(z.email().toLowerCase()).default([]),
});

export type SsoSettings = z.output<typeof SsoSettings>;

interface Guard {
  readonly refuses: (settings: SsoSettings, stage: string) => boolean;
  readonly message: string;
}

/** What would lock people out or let the wrong ones in. */
const guards: readonly Guard[] = [
  {
    refuses: ({ providers }, stage) =>
      stage === 'production' &&
      providers.some(
        (provider) =>
          'issuer' in provider &&
          (typeof provider.clientSecret === 'string' || !provider.issuer.startsWith('https:')),
      ),
    message: 'Name the client’s secret by secretName, and give an https issuer.',
  },
  {
    refuses: ({ providers }, stage) =>
      stage === 'production' &&
      providers.some(
        (provider) =>
          'saml' in provider &&
          'url' in provider.saml.metadata &&
          !provider.saml.metadata.url.startsWith('https:'),
      ),
    message: 'Give an https address of the metadata, or the metadata itself.',
  },
  {
    refuses: ({ providers }) =>
      providers.some((provider) => 'saml' in provider && !provider.vouchesForEmail),
    message:
      'SAML does not say that an address is verified: set vouchesForEmail if its people cannot choose theirs.',
  },
  {
    refuses: ({ providers }) => hasTwice(providers.flatMap(({ domains }) => domains)),
    message: 'A mail domain belongs to one provider.',
  },
  {
    refuses: ({ providers }) => hasTwice(providers.map(({ name }) => name.toLowerCase())),
    message: 'Each provider needs a name of its own, whatever the case of its letters.',
  },
  {
    refuses: ({ providers, breakGlass }) =>
      providers.some(({ enforced }) => enforced) && breakGlass.length === 0,
    message: 'Name an administrator in breakGlass, or nobody gets in while the provider is down.',
  },
];

/** What is wrong with the settings, one sentence each. */
export function faultsOfSso(settings: SsoSettings, stage: string): readonly string[] {
  return guards.filter(({ refuses }) => refuses(settings, stage)).map(({ message }) => message);
}

function hasTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
