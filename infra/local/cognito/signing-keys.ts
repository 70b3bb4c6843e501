import type { DatabaseSync } from 'node:sqlite';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import * as z from 'zod';

/** One key for access tokens, another for ID tokens, as in Cognito. */
export type KeyUse = 'access' | 'id';

const keyUses = ['access', 'id'] as const;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: Awaited<ReturnType<typeof importJWK>>;
  readonly publicKey: Awaited<ReturnType<typeof importJWK>>;
  readonly publicJwk: JWK;
}

/** The RSA keys of the pools, made when they are first needed and kept over restarts. */
export interface SigningKeys {
  key(poolId: string, use: KeyUse): Promise<SigningKey>;
  /** The public keys, as `/.well-known/jwks.json` shows them. */
  jwks(poolId: string): Promise<{ readonly keys: readonly JWK[] }>;
}

const Row = z.object({ jwk: z.string() });
const Jwk = z.record(z.string(), z.string());

export function openSigningKeys(database: DatabaseSync): SigningKeys {
  const select = database.prepare('SELECT jwk FROM cognito_keys WHERE pool_id = ? AND use = ?');
  const insert = database.prepare('INSERT INTO cognito_keys VALUES (?, ?, ?)');
  const opened = new Map<string, Promise<SigningKey>>();

  const open = async (poolId: string, use: KeyUse): Promise<SigningKey> => {
    const row = select.get(poolId, use);
    if (row) return fromJwk(Jwk.parse(JSON.parse(Row.parse(row).jwk)));
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    insert.run(poolId, use, JSON.stringify(jwk));
    return fromJwk(jwk);
  };

  const key: SigningKeys['key'] = (poolId, use) => {
    const name = `${poolId} ${use}`;
    const opening = opened.get(name) ?? open(poolId, use);
    opened.set(name, opening);
    return opening;
  };

  return {
    key,
    async jwks(poolId) {
      const keys = await Promise.all(keyUses.map((use) => key(poolId, use)));
      return { keys: keys.map(({ publicJwk }) => publicJwk) };
    },
  };
}

async function fromJwk(jwk: JWK): Promise<SigningKey> {
  const { kty = '', n = '', e = '' } = jwk;
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const publicJwk = { alg: 'RS256', e, kid, kty, n, use: 'sig' };
  const [privateKey, publicKey] = await Promise.all(
    [jwk, publicJwk].map((each) => importJWK(each, 'RS256')),
  );
  if (!privateKey || !publicKey) throw new Error('The signing key cannot be read.');
  return { kid, privateKey, publicKey, publicJwk };
}
