import type { RequestOrigin } from './request-origin.ts';

/** A request with the device token that the browser sent, if it has one. */
export interface DeviceClues extends RequestOrigin {
  readonly deviceToken?: string | undefined;
}

/** From where people have signed in before. */
export interface KnownDevices {
  /**
   * Whether the person has signed in with this device token, or from this network with the same kind
   * of browser. Takes as long for nobody (undefined).
   */
  knows(userId: string | undefined, clues: DeviceClues): Promise<boolean>;
  /** Remembers both for 400 days; returns the browser's device token, a new one where it had none. */
  remember(userId: string, clues: DeviceClues): Promise<string>;
}
