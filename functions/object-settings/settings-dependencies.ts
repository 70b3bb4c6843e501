import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SettingsStore } from '#shared/definitions/settings-store';
import type { Caller } from '#shared/permissions/policy';

/** What settings are changed with. */
export interface SettingsDependencies {
  readonly settings: SettingsStore;
}

/** Who changes settings, and from where. */
export interface Administrator {
  readonly principal: Pick<Caller, 'userId'>;
  readonly origin: RequestOrigin;
}
