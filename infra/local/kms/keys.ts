import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type CloudContext, ServiceError } from '../service.ts';

/** Pairs that are authenticated with a ciphertext but not part of it. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The symmetric keys of the account, for the endpoint and for services in the same process. */
export interface KmsKeys {
  /** `keyId` may be an id, an ARN, an alias or an alias ARN. Throws NotFoundException, DisabledException. */
  generateDataKey(
    keyId: string,
    bytes: number,
    context?: EncryptionContext,
  ): { plaintext: Uint8Array; ciphertext: Uint8Array; keyArn: string };
  encrypt(
    keyId: string,
    plaintext: Uint8Array,
    context?: EncryptionContext,
  ): { ciphertext: Uint8Array; keyArn: string };
  /** Throws InvalidCiphertextException where bytes or context are not those of the encryption. */
  decrypt(
    ciphertext: Uint8Array,
    context?: EncryptionContext,
  ): { plaintext: Uint8Array; keyArn: string };
}

/** Keys with what the service itself needs on top: looking up, making and describing. */
export interface KeyStore extends KmsKeys {
  /** The ARN a key or alias stands for; undefined where there is none. */
  findArn(keyId: string): string | undefined;
  /** The ARN of the key that made a ciphertext; undefined where the bytes are not ours. */
  findArnOfCiphertext(ciphertext: Uint8Array): string | undefined;
  describe(keyId: string): {
    id: string;
    arn: string;
    enabled: boolean;
    description: string;
    createdAt: number;
  };
  putKey(id: string, settings: { description: string; enabled: boolean }): void;
  putAlias(name: string, keyId: string): void;
  addGrant(grant: {
    id: string;
    keyId: string;
    grantee: string;
    operations: readonly string[];
  }): void;
}

const KeyRow = z.object({
  id: z.string(),
  material: z.instanceof(Uint8Array),
  description: z.string(),
  enabled: z.number(),
  created_at: z.number(),
});

const AliasRow = z.object({ key_id: z.string() });

// A ciphertext is: version, key id (36 bytes), nonce (12), tag (16), encrypted bytes.
const VERSION = 1;
const ID_END = 37;
const NONCE_END = ID_END + 12;
const HEADER_END = NONCE_END + 16;

/** Opens the keys kept in the database, making the tables where they are missing. */
export function openKeys(context: CloudContext): KeyStore {
  const { database, clock } = context;
  const arnPrefix = `arn:aws:kms:${context.region}:${context.accountId}:`;
  database.exec(`
    CREATE TABLE IF NOT EXISTS kms_keys (
      id TEXT PRIMARY KEY, material BLOB NOT NULL, description TEXT NOT NULL,
      enabled INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS kms_aliases (name TEXT PRIMARY KEY, key_id TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS kms_grants (
      id TEXT PRIMARY KEY, key_id TEXT NOT NULL, grantee TEXT NOT NULL,
      operations TEXT NOT NULL) STRICT;
  `);
  const selectKey = database.prepare('SELECT * FROM kms_keys WHERE id = ?');
  const selectAlias = database.prepare('SELECT key_id FROM kms_aliases WHERE name = ?');
  const upsertKey = database.prepare(`
    INSERT INTO kms_keys (id, material, description, enabled, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET description = excluded.description, enabled = excluded.enabled`);
  const upsertAlias = database.prepare('REPLACE INTO kms_aliases (name, key_id) VALUES (?, ?)');
  const insertGrant = database.prepare(
    'INSERT INTO kms_grants (id, key_id, grantee, operations) VALUES (?, ?, ?, ?)',
  );

  const find = (keyId: string) => {
    const local = keyId.startsWith(arnPrefix) ? keyId.slice(arnPrefix.length) : keyId;
    const alias = local.startsWith('alias/') ? selectAlias.get(local) : undefined;
    const id = alias ? AliasRow.parse(alias).key_id : local.replace(/^key\//, '');
    const row = selectKey.get(id);
    return row ? KeyRow.parse(row) : undefined;
  };

  const findUsable = (keyId: string) => {
    const key = find(keyId);
    if (!key) throw new ServiceError('NotFoundException', `Key '${keyId}' does not exist`);
    if (key.enabled === 0) throw new ServiceError('DisabledException', `${keyId} is disabled.`);
    return key;
  };

  const keyArn = (id: string) => `${arnPrefix}key/${id}`;

  const seal: KmsKeys['encrypt'] = (keyId, plaintext, encryptionContext = {}) => {
    const key = findUsable(keyId);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.material, nonce);
    cipher.setAAD(authenticated(key.id, encryptionContext));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const header = [Buffer.of(VERSION), Buffer.from(key.id), nonce, cipher.getAuthTag()];
    return { ciphertext: Buffer.concat([...header, sealed]), keyArn: keyArn(key.id) };
  };

  return {
    encrypt: seal,
    generateDataKey(keyId, bytes, encryptionContext) {
      const plaintext = randomBytes(bytes);
      return { plaintext, ...seal(keyId, plaintext, encryptionContext) };
    },
    decrypt(ciphertext, encryptionContext = {}) {
      const id = readKeyId(ciphertext);
      if (id === undefined || !find(id)) throw invalidCiphertext();
      const key = findUsable(id);
      const nonce = ciphertext.subarray(ID_END, NONCE_END);
      const decipher = createDecipheriv('aes-256-gcm', key.material, nonce);
      decipher.setAAD(authenticated(id, encryptionContext));
      decipher.setAuthTag(ciphertext.subarray(NONCE_END, HEADER_END));
      try {
        const opened = decipher.update(ciphertext.subarray(HEADER_END));
        return { plaintext: Buffer.concat([opened, decipher.final()]), keyArn: keyArn(id) };
      } catch {
        throw invalidCiphertext();
      }
    },
    findArn(keyId) {
      const key = find(keyId);
      return key && keyArn(key.id);
    },
    findArnOfCiphertext(ciphertext) {
      const id = readKeyId(ciphertext);
      return id !== undefined && find(id) ? keyArn(id) : undefined;
    },
    describe(keyId) {
      const key = find(keyId);
      if (!key) throw new ServiceError('NotFoundException', `Key '${keyId}' does not exist`);
      const { id, description, enabled, created_at: createdAt } = key;
      return { id, arn: keyArn(id), enabled: enabled === 1, description, createdAt };
    },
    putKey(id, { description, enabled }) {
      upsertKey.run(id, randomBytes(32), description, Number(enabled), clock.now());
    },
    putAlias(name, keyId) {
      upsertAlias.run(name, findUsable(keyId).id);
    },
    addGrant({ id, keyId, grantee, operations }) {
      insertGrant.run(id, findUsable(keyId).id, grantee, operations.join(' '));
    },
  };
}

function readKeyId(ciphertext: Uint8Array): string | undefined {
  if (ciphertext.length < HEADER_END || ciphertext[0] !== VERSION) return undefined;
  return Buffer.from(ciphertext.subarray(1, ID_END)).toString('latin1');
}

function authenticated(keyId: string, context: EncryptionContext): Uint8Array {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, pairs]));
}

function invalidCiphertext(): ServiceError {
  return new ServiceError('InvalidCiphertextException', 'The ciphertext is invalid.');
}
