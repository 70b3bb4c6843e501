import * as z from 'zod';
import { line } from '#shared/objects/field-schema';

/** Whether no value stands in the list twice. */
export const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;

/** Whether each thing has a code of its own. */
export const distinctCodes = (all: readonly { readonly code: string }[]) =>
  distinct(all.map(({ code }) => code));

/** Whether people can tell the things apart by their labels, in each language. */
export const distinctLabels = (
  all: readonly { readonly labels: { readonly en: string; readonly zh: string } }[],
) => distinct(all.map(({ labels }) => labels.en)) && distinct(all.map(({ labels }) => labels.zh));

/** What settings and records name a thing by; it stays when the labels change. */
export const Code = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'Use a to z, 0 to 9 and hyphens within, 40 at most.',
  );

/** What people read. */
export const Labels = z.strictObject({ en: line(60), zh: line(60) });
