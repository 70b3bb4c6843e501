import * as z from 'zod';

const Text = z.base64url();

/** A registered public key, as a person’s account keeps it. */
export const Passkey = z.object({
  id: z.string(),
  /** COSE, in base64url. */
  publicKey: z.string(),
  counter: z.number(),
  transports: z.array(z.string()),
  attachment: z.string().optional(),
  name: z.string(),
  relyingPartyId: z.string(),
  createdAt: z.number(),
});

export type Passkey = z.output<typeof Passkey>;

/** The registration a person has begun; the newest one counts. */
export const PasskeyRegistration = z.object({
  challenge: z.string(),
  clientId: z.string(),
  expiresAt: z.number(),
});

const credential = {
  id: Text,
  rawId: Text,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).exactOptional(),
  clientExtensionResults: z.object({}).default({}),
};

/** `RegistrationResponseJSON` of WebAuthn 3. */
export const RegistrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: z.array(z.string()).default([]),
  }),
});

/** `AuthenticationResponseJSON` of WebAuthn 3. */
export const AuthenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: Text.exactOptional(),
  }),
});

const ClientData = z.looseObject({ origin: z.string() });

/** The page that a credential was made or used on, as its browser says; empty where it says nothing. */
export function originOf({ clientDataJSON }: { readonly clientDataJSON: string }): string {
  try {
    const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8');
    return ClientData.parse(JSON.parse(text)).origin;
  } catch {
    return '';
  }
}
