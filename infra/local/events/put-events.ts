import * as z from 'zod';
import { type CloudContext, ServiceError } from '../service.ts';

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
  TraceHeader: z.string().optional(),
});

const Request = z.strictObject({ Entries: z.array(Entry) });

export type PutEntry = z.output<typeof Entry>;

/** 256 KB for a whole request: “PutEvents”. */
const largestRequest = 262_144;

function sizeOf(entry: PutEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}

/** Checks what concerns the request as a whole. Throws `ValidationException`. */
export function readEntries(body: unknown): readonly PutEntry[] {
  const parsed = Request.safeParse(body);
  if (!parsed.success) throw new ServiceError('ValidationException', z.prettifyError(parsed.error));
  const { Entries: entries } = parsed.data;
  if (entries.length < 1 || entries.length > 10)
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10, not ${entries.length}`,
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > largestRequest)
    throw new ServiceError(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    );
  return entries;
}

/** Why one entry is refused, or the event's detail; other entries of the request are not touched. */
export function checkEntry(
  entry: PutEntry,
): { readonly detail: object } | { readonly ErrorCode: string; readonly ErrorMessage: string } {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((name) => !entry[name]);
  if (missing)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  if (entry.Source?.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '');
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return { detail };
  } catch {
    // Answered below, together with JSON that is no object.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

/** The ARN of a bus that is named by name or ARN. */
export function busArn(
  nameOrArn: string,
  { region, accountId }: Pick<CloudContext, 'region' | 'accountId'>,
): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:events:${region}:${accountId}:event-bus/${nameOrArn}`;
}
