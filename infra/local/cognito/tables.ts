import type { DatabaseSync } from 'node:sqlite';

/** What a reset forgets; keys, secrets and dates of the resources themselves stay. */
const dataTables = [
  'cognito_users',
  'cognito_sessions',
  'cognito_codes',
  'cognito_tries',
  'cognito_lockouts',
  'cognito_families',
  'cognito_refresh_tokens',
  'cognito_tickets',
  'cognito_identity_providers',
  'cognito_links',
  'cognito_auth_events',
] as const;

/** Makes the tables of the user pools where they are missing. */
export function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cognito_resources (
      id TEXT PRIMARY KEY, secret TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_keys (
      pool_id TEXT NOT NULL, use TEXT NOT NULL, jwk TEXT NOT NULL,
      PRIMARY KEY (pool_id, use)) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_users (
      pool_id TEXT NOT NULL, sub TEXT NOT NULL, username TEXT NOT NULL,
      email TEXT, phone_number TEXT, document TEXT NOT NULL,
      PRIMARY KEY (pool_id, sub), UNIQUE (pool_id, username)) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_users_by_email ON cognito_users (pool_id, email);
    CREATE INDEX IF NOT EXISTS cognito_users_by_phone ON cognito_users (pool_id, phone_number);
    CREATE TABLE IF NOT EXISTS cognito_sessions (
      hash TEXT PRIMARY KEY, pool_id TEXT NOT NULL, sub TEXT, expires_at INTEGER NOT NULL,
      document TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_codes (
      pool_id TEXT NOT NULL, sub TEXT NOT NULL, purpose TEXT NOT NULL, code TEXT NOT NULL,
      expires_at INTEGER NOT NULL, value TEXT, PRIMARY KEY (pool_id, sub, purpose)) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_tries (subject TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_tries_by_subject ON cognito_tries (subject, at);
    CREATE TABLE IF NOT EXISTS cognito_lockouts (
      subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_try INTEGER NOT NULL,
      locked_until INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_families (
      id TEXT PRIMARY KEY, pool_id TEXT NOT NULL, client_id TEXT NOT NULL, sub TEXT NOT NULL,
      auth_time INTEGER NOT NULL, expires_at INTEGER NOT NULL, earned TEXT NOT NULL, revoked INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_families_by_user ON cognito_families (pool_id, sub);
    CREATE TABLE IF NOT EXISTS cognito_refresh_tokens (
      hash TEXT PRIMARY KEY, family_id TEXT NOT NULL, replaced_at INTEGER) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_tickets (
      hash TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_at INTEGER NOT NULL,
      document TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_identity_providers (
      pool_id TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (pool_id, name)) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_links (
      pool_id TEXT NOT NULL, provider TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL,
      sub TEXT NOT NULL, PRIMARY KEY (pool_id, provider, attribute, value)) STRICT;
    CREATE TABLE IF NOT EXISTS cognito_auth_events (
      sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, pool_id TEXT NOT NULL, sub TEXT NOT NULL,
      response TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS cognito_auth_events_by_user
      ON cognito_auth_events (pool_id, sub, sequence);
  `);
}

/** Forgets all users and whatever belongs to them. */
export function emptyTables(database: DatabaseSync): void {
  for (const table of dataTables) database.exec(`DELETE FROM ${table}`);
}
