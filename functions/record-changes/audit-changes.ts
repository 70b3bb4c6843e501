import type * as z from 'zod';
import { type AuditEntry, auditSubjects } from '#shared/audit/audit-entry';
import type { AuditWriter } from '#shared/audit/audit-log';
import { ChangeItem } from '#shared/records/change-item';
import type { StreamEntry } from './publish-changes.ts';

type Change = z.output<typeof ChangeItem>;

/** What one request or import did to records of one object, in the same way, is one entry. */
function groupOf({ by, means, cause, object, action }: Change): string {
  return JSON.stringify([by, means, cause, object, action]);
}

/** DynamoDB's batches from a stream have at most so many records. */
const mostSubjects = 100;

/**
 * The audit's entries for a batch of changes: one for each request, and one for all rows that an import
 * wrote in the batch. An entry has the id of its first change; a batch that comes again in other pieces
 * may name a record twice, and loses none.
 */
export function auditEntriesOf(changes: readonly Change[]): AuditEntry[] {
  return [...Map.groupBy(changes, groupOf).values()].flatMap((group) => {
    const [first] = group;
    const subject = auditSubjects.find((each) => each === first?.object);
    if (!first || !subject) return [];
    const { id, at, by, action, means, cause } = first;
    return [
      {
        ...{ id, at, by, action, subject, means, cause },
        subjectIds: [...new Set(group.map(({ recordId }) => recordId))].slice(0, mostSubjects),
        fields: [...new Set(group.flatMap(({ fields }) => fields))],
      },
    ];
  });
}

/** Writes the batch's entries into the audit; an unreadable change is the publisher's to report. */
export async function noteChanges(
  audit: AuditWriter,
  batch: readonly StreamEntry[],
): Promise<void> {
  const changes = batch.flatMap(({ item }) => {
    const change = ChangeItem.safeParse(item);
    return change.success ? [change.data] : [];
  });
  for (const entry of auditEntriesOf(changes)) await audit.note(entry);
}
