import type { Clock } from '#shared/domain/clock';
import type { RequestFacts } from '#shared/http/call';
import type { KnownDevices } from './known-devices.ts';
import type { StoredPrincipal } from './principal-item.ts';
import type { RecoveryQueue } from './recovery-message.ts';
import { originOf, placeOf, type RequestOrigin } from './request-origin.ts';

/** Somebody who wants in: where from, and the device token that their browser has kept. */
export interface Arrival extends RequestOrigin {
  readonly deviceToken?: string | undefined;
}

/** The arrival of a request. */
export function arrivalOf(request: RequestFacts): Arrival {
  return { ...originOf(request), deviceToken: request.deviceToken };
}

export interface Arrivals {
  /** Notes that the person has come in and gives the token by which their browser is known from now on. */
  note(person: StoredPrincipal, arrival: Arrival): Promise<string>;
}

export interface ArrivalNeeds {
  readonly devices: KnownDevices;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/** Tells people by mail when they have signed in from a device they had not used before (ASVS 6.3.5). */
export function noteArrivals({ devices, queue, clock }: ArrivalNeeds): Arrivals {
  return {
    async note({ userId, lastSignInAt }, arrival) {
      const isKnown = await devices.knows(userId, arrival);
      const token = await devices.remember(userId, arrival);
      // A first sign-in is from a new device for everybody.
      if (!isKnown && lastSignInAt !== undefined)
        await queue.send({
          kind: 'new-device',
          userId,
          at: clock.now().toISOString(),
          device: arrival.device,
          place: placeOf(arrival),
        });
      return token;
    },
  };
}
