import { type Profile, SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { ProviderClaims } from './federated-user.ts';
import type { SamlProvider } from './identity-providers.ts';
import { companyOf } from './saml-metadata.ts';

/** One sign-in at a SAML provider, as it was begun. */
export interface SamlRequest {
  readonly clock: Pick<Clock, 'now'>;
  readonly poolId: string;
  /** Of the pool's domain. */
  readonly origin: string;
  /** What the answer has to name as the request that it answers. */
  readonly requestId: string;
  readonly relayState: string;
}

export const samlResponsePath = '/saml2/idpresponse';

/** The address at the provider to which the browser goes to sign in. */
export async function samlAddress(provider: SamlProvider, request: SamlRequest): Promise<string> {
  const party = await relyingParty(provider, request);
  return await party.getAuthorizeUrlAsync(request.relayState, undefined, {});
}

/**
 * What a provider says of whoever came back with a signed answer to this request: the name and the
 * attributes of the signed assertion. Throws where anything does not verify.
 */
export async function samlClaims(
  provider: SamlProvider,
  request: SamlRequest,
  response: string,
): Promise<ProviderClaims> {
  const party = await relyingParty(provider, request);
  const { profile } = await party.validatePostResponseAsync({ SAMLResponse: response });
  if (!profile?.nameID) throw new Error('The provider names nobody.');
  return { ...attributesOf(profile), sub: profile.nameID };
}

const Attributes = z.record(z.string(), z.unknown()).default({});

function attributesOf({ attributes }: Profile): ProviderClaims {
  const given = Object.entries(Attributes.parse(attributes));
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

async function relyingParty(
  provider: SamlProvider,
  { clock, poolId, origin, requestId }: SamlRequest,
): Promise<SAML> {
  const { entityId, address, certificates } = await companyOf(provider);
  const issuer = `urn:amazon:cognito:sp:${poolId}`;
  return new PunctualSaml(
    {
      issuer,
      audience: issuer,
      callbackUrl: origin + samlResponsePath,
      entryPoint: address,
      idpCert: [...certificates],
      idpIssuer: entityId,
      identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      disableRequestedAuthnContext: true,
      // Cognito takes a signature of the response or of the assertion; one there has to be.
      wantAuthnResponseSigned: false,
      wantAssertionsSigned: false,
      acceptedClockSkewMs: 0,
      generateUniqueId: () => requestId,
      validateInResponseTo: ValidateInResponseTo.always,
      cacheProvider: onlyRequest(requestId),
    },
    clock,
  );
}

/** The one request that may be answered; that it is answered once is the ticket's matter. */
function onlyRequest(requestId: string): SamlConfig['cacheProvider'] & object {
  // The library gives a request eight hours, by the machine's clock; the ticket ends sooner.
  const createdAt = Date.now();
  const value = new Date(createdAt).toISOString();
  return {
    saveAsync: async () => ({ value, createdAt }),
    getAsync: async (key) => (key === requestId ? value : null),
    removeAsync: async (key) => key,
  };
}

/** Judges times by the local cloud's own clock, which can be moved. */
class PunctualSaml extends SAML {
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: SamlConfig, clock: Pick<Clock, 'now'>) {
    super(options);
    this.#clock = clock;
  }

  protected override checkTimestampsValidityError(
    _machineTime: number,
    notBefore: string,
    notOnOrAfter: string,
    limit?: number,
  ): Error | null {
    return super.checkTimestampsValidityError(this.#clock.now(), notBefore, notOnOrAfter, limit);
  }
}
