import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { encode } from 'cborg';

/** What a page is told to create, as far as an authenticator looks at it. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
  readonly pubKeyCredParams: readonly { readonly alg: number }[];
  readonly excludeCredentials?: readonly { readonly id: string }[];
}

/** What a page is told to sign. */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

interface Behaviour {
  /** The page's origin, as the browser knows it. */
  readonly origin: string;
  readonly attachment?: 'platform' | 'cross-platform';
  /** Whether fingerprint, face or PIN is asked for. */
  readonly verifiesUser?: boolean;
  readonly algorithm?: 'ES256' | 'RS256';
}

interface Held {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: KeyObject;
  counter: number;
}

/**
 * A browser with an authenticator in software, after WebAuthn 3 (chapters 6 and 7): it makes keys and
 * signs challenges for one origin and never checks what a real browser would refuse.
 */
export function createPasskeyDevice(behaviour: Behaviour) {
  const { origin, attachment = 'platform', verifiesUser = true, algorithm = 'ES256' } = behaviour;
  const held: Held[] = [];

  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const common = (id: string) => ({
    id,
    rawId: id,
    type: 'public-key' as const,
    authenticatorAttachment: attachment,
    clientExtensionResults: {},
  });

  return {
    held,

    /** As `navigator.credentials.create`. */
    create({ challenge, rp, user }: CreationOptions, changes: { rpId?: string } = {}) {
      const { privateKey, publicKey } =
        algorithm === 'ES256'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('rsa', { modulusLength: 2048 });
      const rawId = randomBytes(16);
      const rpId = changes.rpId ?? rp.id ?? new URL(origin).hostname;
      const id = rawId.toString('base64url');
      held.push({ id, rpId, userHandle: user.id, key: privateKey, counter: 0 });
      const authData = Buffer.concat([
        head(rpId, { verifiesUser, counter: 0, attested: true }),
        Buffer.alloc(16),
        Buffer.from([0, rawId.length]),
        rawId,
        encode(coseKey(publicKey)),
      ]);
      return {
        ...common(id),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: Buffer.from(
            encode({ fmt: 'none', attStmt: {}, authData: Uint8Array.from(authData) }),
          ).toString('base64url'),
          transports: [attachment === 'platform' ? 'internal' : 'usb'],
        },
      };
    },

    /** As `navigator.credentials.get`, with the newest key or the one that is named. */
    get({ challenge, rpId }: RequestOptions, changes: { id?: string; origin?: string } = {}) {
      const key = held.findLast(({ id }) => changes.id === undefined || id === changes.id);
      if (!key) throw new Error('The device holds no such passkey.');
      key.counter += 1;
      const data = clientData('webauthn.get', challenge, changes.origin ?? origin);
      const authData = head(rpId ?? key.rpId, { verifiesUser, counter: key.counter });
      const hash = createHash('sha256').update(data).digest();
      const signature = sign('sha256', Buffer.concat([authData, hash]), key.key);
      return {
        ...common(key.id),
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: key.userHandle,
        },
      };
    },
  };
}

export type PasskeyDevice = ReturnType<typeof createPasskeyDevice>;

/** Hash of the relying party, flags (present, verified, attested) and counter. */
function head(
  rpId: string,
  about: { verifiesUser: boolean; counter: number; attested?: boolean },
): Buffer {
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(about.counter);
  const flags = 0x01 | (about.verifiesUser ? 0x04 : 0) | (about.attested ? 0x40 : 0);
  const hash = createHash('sha256').update(rpId).digest();
  return Buffer.concat([hash, Buffer.from([flags]), counter]);
}

/** The public key as COSE writes it (RFC 9053). */
function coseKey(publicKey: KeyObject): Map<number, number | Uint8Array> {
  const { kty, x, y, n, e } = publicKey.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'base64url'));
  if (kty === 'EC')
    return new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
  return new Map<number, number | Uint8Array>([
    [1, 3],
    [3, -257],
    [-1, bytes(n)],
    [-2, bytes(e)],
  ]);
}
