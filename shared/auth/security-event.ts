import * as z from 'zod';
import type { ObjectName } from '#shared/objects/names';
import type { OrganisationEvent } from './organisation-events.ts';
import type { RequestOrigin } from './request-origin.ts';
import type { HistoryEntry } from './security-history.ts';

/** What a person's security history tells; also the name in the log. */
export const securityEventNames = [
  'user.invited',
  'user.invitation_resent',
  'user.changed',
  'user.disabled',
  'user.enabled',
  'user.password_reset',
  'user.mail_restored',
  'user.tied_to_company',
  'user.untied_from_company',
  'user.locked',
  'user.unlocked',
  'user.temporary_password_set',
  'user.factors_reset',
  'user.off_boarding_started',
  'user.off_boarding_cancelled',
  'session.opened',
  'session.stepped_up',
  'session.ended',
  'session.ended_everywhere',
  'password.changed',
  'password.recovered',
  'user.disavowed',
  'security_questions.set',
  'recovery.proved',
  'recovery.link_sent',
  'recovery.code_sent',
  'sign_in.failed',
  'sign_in.factor_failed',
  'passkey.added',
  'passkey.removed',
  'factor.added',
  'factor.removed',
  'factor.preferred',
  'saved_codes.made',
  'saved_code.used',
  'email.changed',
  'phone.changed',
  'user_name.changed',
  'contact.restored',
  'api_key.made',
  'api_key.revoked',
  'api_key.paused',
  'user.paused',
  'role.created',
  'role.changed',
  'role.reset',
  'role.removed',
  'settings.field_added',
  'settings.field_changed',
  'settings.field_retired',
  'settings.field_restored',
  'settings.pipelines_changed',
  'settings.service_levels_changed',
  'settings.conversion_changed',
] as const;

export type SecurityEventName = (typeof securityEventNames)[number];

export type RoleEventName = Extract<SecurityEventName, `role.${string}`>;

export type SettingsEventName = Extract<SecurityEventName, `settings.${string}`>;

/** How an administrator made sure whom they speak to (ASVS 6.4.4). */
export const identityChecks = [
  'in-person',
  'video-call',
  'call-to-known-number',
  'confirmed-by-manager',
] as const;

export type IdentityCheck = (typeof identityChecks)[number];

export interface SecurityEvent {
  readonly eventId: string;
  readonly userId: string;
  readonly name: SecurityEventName;
  readonly at: Date;
  /** Who did it, when it was not the person. */
  readonly byUserId?: string;
  readonly origin?: RequestOrigin | undefined;
  /** Why, in the words of who did it. */
  readonly reason?: string | undefined;
  readonly identityCheck?: IdentityCheck | undefined;
}

const keptSeconds = 366 * 24 * 60 * 60;

/** The item of an event under its user, in the order of time; kept for twelve months. */
export function toEventItem(event: SecurityEvent): Record<string, unknown> {
  return eventItem(`user#${event.userId}`, event);
}

export interface RoleEvent extends Omit<SecurityEvent, 'userId' | 'name'> {
  readonly roleId: string;
  readonly name: RoleEventName;
}

/** The item of an event under the role it is about. */
export function toRoleEventItem(event: RoleEvent): Record<string, unknown> {
  return eventItem(`role#${event.roleId}`, event);
}

export interface SettingsEvent extends Omit<SecurityEvent, 'userId' | 'name'> {
  readonly object: ObjectName;
  readonly name: SettingsEventName;
  /** The fields it is about. */
  readonly fields: readonly string[];
}

/** The item of an event under the object whose settings it is about. */
export function toSettingsEventItem(event: SettingsEvent): Record<string, unknown> {
  return { ...eventItem(`object#${event.object}`, event), fields: event.fields };
}

export interface PauseEvent extends Pick<SecurityEvent, 'eventId' | 'userId' | 'at'> {
  /** The key that was paused; a person’s sessions without it. */
  readonly keyId?: string;
}

/**
 * The item that tells of a caller who sent too many requests. It lies apart from what else happened to the
 * person: every function writes it, and none that only checks sessions may write there.
 */
export function toPauseEventItem({ keyId, userId, ...event }: PauseEvent): Record<string, unknown> {
  const name = keyId === undefined ? 'user.paused' : 'api_key.paused';
  return { ...eventItem(`paused#${userId}`, { ...event, name }), keyId };
}

/** The partition of the index `principals` that holds all events of a month, by time. */
export function eventsPartition(at: Date): string {
  return `events#${at.toISOString().slice(0, 7)}`;
}

function eventItem(pk: string, event: Omit<SecurityEvent, 'userId'>): Record<string, unknown> {
  const at = event.at.toISOString();
  return {
    pk,
    sk: `event#${event.eventId}`,
    schemaVersion: 1,
    name: event.name,
    at,
    byUserId: event.byUserId,
    device: event.origin?.device,
    sourceIp: event.origin?.sourceIp,
    reason: event.reason,
    identityCheck: event.identityCheck,
    listPk: eventsPartition(event.at),
    listSk: event.eventId,
    expiresAt: Math.floor(event.at.getTime() / 1_000) + keptSeconds,
  };
}

const StoredEvent = z.object({
  sk: z.string(),
  name: z.enum(securityEventNames),
  at: z.string(),
  byUserId: z.string().optional(),
  device: z.string().optional(),
  sourceIp: z.string().optional(),
  reason: z.string().optional(),
  identityCheck: z.enum(identityChecks).optional(),
  keyId: z.string().optional(),
});

/** Reads an event back from its item. */
export function fromEventItem(item: unknown): HistoryEntry {
  const { sk, ...entry } = StoredEvent.parse(item);
  return { ...entry, eventId: sk.slice('event#'.length) };
}

const Listed = z.object({ pk: z.string() });

/** Reads an event from the list of the whole organisation, with whom or what it is about. */
export function fromListedEventItem(item: unknown): OrganisationEvent {
  const [kind, id] = Listed.parse(item).pk.split('#');
  const entry = fromEventItem(item);
  switch (kind) {
    case 'role':
      return { ...entry, roleId: id };
    case 'object':
      return { ...entry, object: id };
    default:
      return { ...entry, userId: id };
  }
}
