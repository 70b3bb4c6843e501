import * as z from 'zod';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';

/** S3's “Object Created” as EventBridge puts it into the queue. */
export const ObjectCreated = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().optional(),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

export type ObjectCreated = z.infer<typeof ObjectCreated>;

/** Asks for a plan to be made anew, after somebody said how the file is to be read. */
export const PlanAgain = z.object({ plan: z.string() });

export const PlanMessage = z.union([ObjectCreated, PlanAgain]);

export type PlanMessage = z.infer<typeof PlanMessage>;

/** What a new object in the bucket is for. */
export type FilePurpose =
  /** The folder names an object or a saved mapping; undefined right under `inbox/`. */
  | {
      readonly kind: 'drop';
      readonly object: ObjectName | undefined;
      readonly folder: string | undefined;
      readonly fileName: string;
    }
  | { readonly kind: 'upload'; readonly importId: string; readonly fileName: string }
  /** Our own results, folders, and everything else: never an import. */
  | { readonly kind: 'none' };

/** Reads from an object's key what it is for. */
export function purposeOf(key: string): FilePurpose {
  const [root, folder, ...rest] = key.split('/');
  const fileName = key.slice(key.lastIndexOf('/') + 1);
  // Desktop clients leave their own files behind: `.DS_Store`, `~$list.xlsx`.
  if (fileName === '' || /^(?:\.|~\$)/.test(fileName)) return { kind: 'none' };
  if (root === 'uploads' && folder && rest.length > 0)
    return { kind: 'upload', importId: folder, fileName };
  if (root !== 'inbox') return { kind: 'none' };
  const named = rest.length > 0 ? folder : undefined;
  const object = Object.values(objects).find(({ plural }) => plural === named?.toLowerCase());
  return { kind: 'drop', object: object?.name, folder: named, fileName };
}
