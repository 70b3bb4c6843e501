import * as z from 'zod';

const Provider = z.strictObject({
  /** As Cognito calls it. */
  name: z.string(),
  /** Mail domains whose people it signs in, in small letters. */
  domains: z.array(z.string()),
  /** Whether people of these domains may sign in through it only. */
  enforced: z.boolean(),
  /** Takes the provider's word for addresses of its own domains though it does not say they are verified. */
  vouchesForEmail: z.boolean(),
});

export type SsoProvider = z.output<typeof Provider>;

const companies = {
  providers: z.array(Provider),
  /** Administrators who may sign in by password all the same, for the day the provider is down. */
  breakGlass: z.array(z.string()),
};

/** Who has to sign in where. */
const Companies = z.strictObject(companies);

export type Companies = z.output<typeof Companies>;

/** How people sign in through their company; without providers nobody does. */
export const SsoPolicy = z.strictObject({
  ...companies,
  /** Where Cognito's sign-in endpoints are. */
  origin: z.string(),
  issuer: z.string(),
  /** Where the keys of its tokens are published. */
  keys: z.string(),
});

export type SsoPolicy = z.output<typeof SsoPolicy>;

/** The policy that a function was deployed with. */
export function readSsoPolicy(text: string): SsoPolicy {
  return SsoPolicy.parse(JSON.parse(text));
}

/** The companies that a trigger of the pool was deployed with. */
export function readCompanies(text: string): Companies {
  return Companies.parse(JSON.parse(text));
}

/** The provider that signs in this address; undefined where none does. */
export function providerFor(
  { providers }: Pick<SsoPolicy, 'providers'>,
  email: string,
): SsoProvider | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return providers.find(({ domains }) => domains.includes(domain));
}

/** Whether this address has to go through its company: password, reset and passkey are not for it. */
export function belongsToCompany(policy: Companies, email: string): boolean {
  if (policy.breakGlass.includes(email)) return false;
  return providerFor(policy, email)?.enforced ?? false;
}
