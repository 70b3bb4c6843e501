import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { s3Error } from './errors.ts';

export const CorsRule = z.object({
  id: z.string().optional(),
  origins: z.array(z.string()).min(1),
  methods: z.array(z.string()).min(1),
  headers: z.array(z.string()).default([]),
  exposed: z.array(z.string()).default([]),
  maxAge: z.number().optional(),
});
export type CorsRule = z.infer<typeof CorsRule>;

/** A statement of a bucket policy that denies whatever its condition is, to everybody. */
const Denial = z.object({ actions: z.array(z.string()), resources: z.array(z.string()) });
export type Denial = z.infer<typeof Denial>;

const Settings = z.object({
  versioning: z.enum(['', 'Enabled', 'Suspended']),
  eventBridge: z.boolean(),
  cors: z.array(CorsRule),
  denials: z.array(Denial),
});
export type BucketSettings = z.infer<typeof Settings>;

export interface Bucket extends BucketSettings {
  readonly name: string;
  readonly createdAt: number;
}

/** The buckets of the account, which come from the template and keep their settings in a row. */
export interface Buckets {
  find(name: string): Bucket | undefined;
  /** Throws NoSuchBucket. */
  get(name: string): Bucket;
  list(): readonly Bucket[];
  put(name: string, settings: BucketSettings, now: number): void;
  change(name: string, settings: Partial<BucketSettings>): void;
}

const Row = z.object({ name: z.string(), created_at: z.number(), settings: z.string() });

export function openBuckets(database: DatabaseSync): Buckets {
  database.exec(`CREATE TABLE IF NOT EXISTS s3_buckets (
    name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, settings TEXT NOT NULL) STRICT`);
  const selectOne = database.prepare('SELECT * FROM s3_buckets WHERE name = ?');
  const selectAll = database.prepare('SELECT * FROM s3_buckets ORDER BY name');
  const upsert = database.prepare(`
    INSERT INTO s3_buckets (name, created_at, settings) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET settings = excluded.settings`);

  const parse = (row: unknown): Bucket => {
    const { name, created_at: createdAt, settings } = Row.parse(row);
    return { name, createdAt, ...Settings.parse(JSON.parse(settings)) };
  };

  const buckets: Buckets = {
    find(name) {
      const row = selectOne.get(name);
      return row && parse(row);
    },
    get(name) {
      const bucket = buckets.find(name);
      if (!bucket) throw s3Error('NoSuchBucket', undefined, { BucketName: name });
      return bucket;
    },
    list: () => selectAll.all().map(parse),
    put(name, settings, now) {
      upsert.run(name, now, JSON.stringify(settings));
    },
    change(name, settings) {
      const { name: _, createdAt, ...current } = buckets.get(name);
      buckets.put(name, { ...current, ...settings }, createdAt);
    },
  };
  return buckets;
}
