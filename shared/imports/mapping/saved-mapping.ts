import { createHash } from 'node:crypto';
import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { SaidConventions } from '../conventions.ts';
import { ImportOptions } from '../import-options.ts';
import { ColumnUse } from './column-use.ts';
import { headerKey } from './header-key.ts';
import type { Mapping } from './mapping.ts';

/** The name is a folder of the drop folder, too: nothing that means something in a path. */
export const MappingName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,63}$/u, 'Use letters, digits, spaces, “-”, “_”, “.”.')
  .normalize('NFC');

/** How files with a certain header are imported, kept under a name. */
export const SavedMapping = z.strictObject({
  name: MappingName,
  object: z.enum(objectNames),
  columns: z
    .array(z.strictObject({ header: z.string().max(500), use: ColumnUse }))
    .min(1)
    .max(1_000),
  options: ImportOptions,
  conventions: SaidConventions.optional(),
  savedAt: z.string(),
  savedBy: z.string(),
});

export type SavedMapping = z.infer<typeof SavedMapping>;

/** Saved mappings, by name and by the header they were made for. */
export interface SavedMappings {
  find(name: string): Promise<SavedMapping | undefined>;
  findByHeader(fingerprint: string): Promise<SavedMapping | undefined>;
  list(): Promise<readonly SavedMapping[]>;
  /** Keeps a mapping; one of the same name is replaced. */
  put(mapping: SavedMapping): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The same for headers that differ only in case, width, punctuation or order. */
export function headerFingerprint(headers: readonly string[]): string {
  const keys = headers.map(headerKey).filter((key) => key !== '');
  return createHash('sha256')
    .update(JSON.stringify([...new Set(keys)].sort()))
    .digest('base64url');
}

/** A mapping with the uses that were saved for its headers. */
export function applySaved(
  mapping: Mapping,
  saved: Pick<SavedMapping, 'object' | 'columns'>,
): Mapping {
  const uses = new Map(saved.columns.map(({ header, use }) => [headerKey(header), use]));
  return {
    object: saved.object,
    columns: mapping.columns.map((column) => {
      const use = uses.get(headerKey(column.header));
      return use ? { ...column, use, confidence: 1 } : column;
    }),
  };
}
