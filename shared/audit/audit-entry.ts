import { objectNames } from '#shared/objects/names';

/** What an entry of the audit can be about, besides records: who may do what. */
export const auditSubjects = [
  ...objectNames,
  'share',
  'role',
  'settings',
  'user',
  'access-request',
  'access-review',
  'audit',
] as const;

export type AuditSubject = (typeof auditSubjects)[number];

/** One thing that happened, or many of the same kind at once: the rows of an import are one entry per batch. */
export interface AuditEntry {
  /** The same id is the same event, however often it is written. */
  readonly id: string;
  /** UTC, ISO-8601. */
  readonly at: string;
  /** The id of the person who did it. */
  readonly by: string;
  /** `created`, `updated`, `deleted`, `read`, `exported`, `given`, `ended`, or a security event’s name. */
  readonly action: string;
  readonly subject: AuditSubject;
  /** Records, roles or people it happened to; at most 100. */
  readonly subjectIds: readonly string[];
  /** Names of fields, never values: those stand in the record’s own history. */
  readonly fields: readonly string[];
  /** How: by the API, an import, a schedule. */
  readonly means: string;
  /** The request, import or schedule that did it. */
  readonly cause?: string | undefined;
  readonly sourceIp?: string | undefined;
}
