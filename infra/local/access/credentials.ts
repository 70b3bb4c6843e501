import { createHmac, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { readState, writeState } from '../database.ts';
import type { Caller, Credentials } from '../service.ts';

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface CredentialStore extends Credentials {
  /** The key pair that whoever runs the local cloud may use with any AWS client. */
  readonly operator: KeyPair;
  /** A role's key pair; the same at every start of the same data folder. */
  forRole(roleArn: string): KeyPair & { readonly sessionToken: string };
}

const operatorKeyId = 'local-operator';

/**
 * Hands out and recognizes key pairs. All of them derive from a random seed in the database, so that
 * presigned URLs outlive a restart and nobody can guess a key from the sources.
 */
export function createCredentials(database: DatabaseSync): CredentialStore {
  const stored = readState(database, 'credential-seed');
  const seed = stored ?? randomBytes(32).toString('hex');
  if (stored === undefined) writeState(database, 'credential-seed', seed);
  const derive = (text: string, format: 'base64' | 'hex') =>
    createHmac('sha256', seed).update(text).digest(format);
  const secretOf = (accessKeyId: string) => derive(`secret ${accessKeyId}`, 'base64').slice(0, 40);

  const owners = new Map<string, { readonly secret: string; readonly caller: Caller }>();
  const give = (accessKeyId: string, caller: Caller) => {
    const secret = secretOf(accessKeyId);
    owners.set(accessKeyId, { secret, caller });
    return { accessKeyId, secretAccessKey: secret };
  };

  return {
    operator: give(operatorKeyId, { kind: 'operator' }),
    forRole(roleArn) {
      const accessKeyId = `ASIALOCAL${derive(roleArn, 'hex').slice(0, 11).toUpperCase()}`;
      const sessionToken = derive(`session ${accessKeyId}`, 'base64');
      return { ...give(accessKeyId, { kind: 'role', roleArn }), sessionToken };
    },
    find: (accessKeyId) => owners.get(accessKeyId),
  };
}
