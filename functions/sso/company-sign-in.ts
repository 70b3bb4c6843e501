import type { ProviderTokens } from '#shared/auth/identity-provider';

/** What has to come back unchanged, or the answer is not to this question. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's secret half. */
  readonly verifier: string;
}

/** Who a company says has signed in. */
export interface CompanyIdentity {
  readonly provider: string;
  /** The person's name at the provider, which never passes to another person. */
  readonly subject: string;
  /** What Cognito calls the profile that it made for them. */
  readonly username: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
}

/** Signing in at a company's identity provider, through Cognito. */
export interface CompanySignIn {
  /** Where the browser has to go. */
  addressOf(provider: string, checks: SignInChecks, email: string): Promise<string>;
  /** Who came back. Throws `sso.refused` where anything does not verify. */
  identify(
    answer: { readonly code: string; readonly state: string },
    checks: SignInChecks,
  ): Promise<{ readonly identity: CompanyIdentity; readonly tokens: ProviderTokens }>;
}
