import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SettingsEventName } from '#shared/auth/security-event';
import type { ObjectName } from '#shared/objects/names';
import type { ObjectSettings } from '#shared/objects/object-settings';

/** Who changes settings, and what the audit says of it. */
export interface SettingsEvent {
  readonly name: SettingsEventName;
  readonly byUserId: string;
  readonly origin: RequestOrigin;
  /** The fields it is about. */
  readonly fields: readonly string[];
}

/** What administrators have made of the objects. A change counts from everybody's next request on. */
export interface SettingsStore {
  /** Those of an untouched object where nothing is stored. */
  find(object: ObjectName): Promise<ObjectSettings>;
  /** Replaces the settings of the version before. Throws `record.version_conflict`. */
  change(after: ObjectSettings, event: SettingsEvent): Promise<void>;
}
