import type { AccessReview, ReviewLine } from '#shared/access-reviews/access-review';
import { csvLine, inertText } from '#shared/tabular/write-csv';

const columns = [
  'userId',
  'name',
  'status',
  'roleId',
  'lastSignInAt',
  'dormant',
  'withoutSecondFactor',
  'permission',
  'lastUsed',
  'decision',
  'newRole',
  'reason',
  'decidedBy',
  'decidedAt',
  'reviewOpenedAt',
  'reviewOpenedBy',
  'reviewDueAt',
  'reviewClosedAt',
];

/** A row per person and permission, with a byte order mark for Excel; no cell can run as a formula. */
function evidenceCsv(
  { openedAt, openedBy, dueAt, closedAt }: AccessReview,
  lines: readonly ReviewLine[],
): string {
  const rows = lines.flatMap(({ decision, permissions, ...line }) => {
    const listed = permissions.length > 0 ? permissions : [{ permission: '', lastUsed: undefined }];
    return listed.map(({ permission, lastUsed = 'never' }) =>
      [
        ...[
          line.userId,
          line.name,
          line.status,
          line.roleId,
          line.lastSignInAt,
          String(line.dormant),
          String(line.withoutSecondFactor),
        ],
        ...[permission, lastUsed],
        ...[decision?.kind, decision?.roleId, decision?.reason, decision?.by, decision?.at],
        ...[openedAt, openedBy, dueAt, closedAt],
      ].map((cell) => inertText(cell ?? '')),
    );
  });
  return `\ufeff${[columns, ...rows].map((row) => csvLine(row, ',')).join('\r\n')}\r\n`;
}

/** The evidence of a review as a file. */
export function reviewEvidence(
  { review, lines }: { readonly review: AccessReview; readonly lines: readonly ReviewLine[] },
  format: 'csv' | 'json',
) {
  const name = `access-review-${review.openedAt.slice(0, 10)}.${format}`;
  if (format === 'csv')
    return { name, mediaType: 'text/csv', content: evidenceCsv(review, lines) } as const;
  const content = JSON.stringify({ ...review, lines }, undefined, 1);
  return { name, mediaType: 'application/json', content } as const;
}
