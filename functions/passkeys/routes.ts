import * as z from 'zod';
import { Login, Password } from '#shared/auth/credentials';
import { restrictions } from '#shared/auth/session-standing';
import { SignedIn, Transport } from '#shared/auth/signed-in-answer';
import { defineRoutes } from '#shared/http/route';

const Base64Url = z.base64url().min(1).max(8_192);
const WebAuthn = z.record(z.string(), z.unknown());

const credential = {
  id: Base64Url.max(1_400),
  rawId: Base64Url.max(1_400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullable().optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()).optional(),
};

const Created = z
  .strictObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: Base64Url, attestationObject: Base64Url }),
  })
  .describe('`RegistrationResponseJSON` of WebAuthn: `credential.toJSON()`.');

const Asserted = z
  .strictObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: Base64Url,
      authenticatorData: Base64Url,
      signature: Base64Url,
    }),
  })
  .describe('`AuthenticationResponseJSON` of WebAuthn: `credential.toJSON()`.');

const Ticket = z.string().regex(/^[\w-]{40,4096}$/, 'This is not one of our tickets.');

const Asked = z.object({
  options: WebAuthn.describe('For `PublicKeyCredential.parseRequestOptionsFromJSON`.'),
  ticket: Ticket.describe('Send it with the assertion, within five minutes.'),
});

const Label = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'Line breaks and control characters are not allowed.');

const Passkey = z.object({
  passkeyId: z.string(),
  label: z.string(),
  createdAt: z.iso.datetime(),
});

const params = z.object({
  passkeyId: z.string().regex(/^[0-9A-Za-z]{26,32}$/, 'Give the id of a passkey.'),
});

const own = { permission: 'signed-in' } as const;
const answering = {
  method: 'POST',
  permission: 'public',
  maxBodyBytes: 32_768,
} as const;

/** Sign-in by fingerprint, face or security key. */
export const passkeysRoutes = defineRoutes({
  listPasskeys: {
    ...own,
    method: 'GET',
    path: '/account/passkeys',
    summary: 'List the own passkeys',
    status: 200,
    response: z.object({ passkeys: z.array(Passkey) }),
    errors: [],
  },
  startPasskey: {
    ...own,
    method: 'POST',
    path: '/account/passkeys/start',
    summary: 'Begin to add a passkey',
    stepUp: true,
    status: 200,
    response: z.object({
      options: WebAuthn.describe('For `PublicKeyCredential.parseCreationOptionsFromJSON`.'),
    }),
    errors: ['passkey.not_offered', 'passkey.not_accepted', 'sign_in.use_company'],
  },
  addPasskey: {
    ...own,
    method: 'POST',
    path: '/account/passkeys',
    summary: 'Add the passkey that the browser has created',
    stepUp: true,
    body: z.strictObject({ credential: Created, label: Label }),
    status: 201,
    response: Passkey,
    errors: ['passkey.not_offered', 'passkey.not_accepted'],
    maxBodyBytes: 32_768,
  },
  removePasskey: {
    ...own,
    method: 'DELETE',
    path: '/account/passkeys/{passkeyId}',
    summary: 'Take a passkey away',
    stepUp: true,
    params,
    status: 204,
    errors: ['request.not_found', 'passkey.not_offered'],
  },
  startPasskeySignIn: {
    ...answering,
    path: '/sign-in/passkey/start',
    summary: 'Ask for a passkey; the answer is the same whether there is one',
    body: z.strictObject({ login: Login }),
    status: 200,
    response: Asked,
    errors: ['passkey.not_offered', 'sign_in.use_company', 'request.too_many'],
  },
  finishPasskeySignIn: {
    ...answering,
    path: '/sign-in/passkey',
    summary: 'Sign in with a passkey',
    body: z.strictObject({ ticket: Ticket, credential: Asserted, transport: Transport }),
    status: 200,
    response: SignedIn,
    errors: ['sign_in.refused', 'passkey.not_offered', 'sign_in.use_company', 'request.too_many'],
  },
  startPasskeyStepUp: {
    ...own,
    method: 'POST',
    path: '/step-up/passkey/start',
    summary: 'Ask for a passkey to prove once more who one is',
    whilePaused: true,
    admits: restrictions,
    status: 200,
    response: Asked,
    errors: ['passkey.not_offered'],
  },
  stepUpByPasskey: {
    ...own,
    method: 'POST',
    path: '/step-up/passkey',
    summary: 'Prove once more who you are, by a passkey, for the next five minutes',
    whilePaused: true,
    admits: restrictions,
    body: z.strictObject({ ticket: Ticket, credential: Asserted }),
    status: 200,
    response: SignedIn,
    errors: [
      'auth.proof_refused',
      'passkey.not_offered',
      'sign_in.use_company',
      'request.too_many',
    ],
    maxBodyBytes: 32_768,
  },
  setPasswordWithPasskey: {
    ...answering,
    path: '/recovery/passkey',
    summary: 'Set a new password by a passkey instead of the old one',
    body: z.strictObject({ ticket: Ticket, credential: Asserted, newPassword: Password }),
    status: 204,
    errors: [
      'sign_in.refused',
      'password.refused',
      'passkey.not_offered',
      'sign_in.use_company',
      'request.too_many',
    ],
  },
});
