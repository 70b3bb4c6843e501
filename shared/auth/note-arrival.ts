import type { Clock } from '#shared/domain/clock';
import type { RequestFacts } from '#shared/http/call';
import type { TokenProvider } from './identity-provider.ts';
import type { KnownDevices } from './known-devices.ts';
import type { StoredPrincipal } from './principal-item.ts';
import type { RecoveryQueue } from './recovery-message.ts';
import { originOf, placeOf, type RequestOrigin } from './request-origin.ts';
import type { OpenedSession, SessionStore } from './session-store.ts';

/** Somebody who wants in: where from, and what an earlier sign-in has left in their browser. */
export interface Arrival extends RequestOrigin {
  readonly deviceToken?: string | undefined;
  readonly formerSession?: string | undefined;
  /** Whether the person has come from there before, where that has been looked up. */
  readonly isKnown?: boolean;
}

/** The arrival of a request. */
export function arrivalOf(request: RequestFacts): Arrival {
  const { deviceToken, formerSession } = request;
  return { ...originOf(request), deviceToken, formerSession };
}

export interface Arrivals {
  /** Opens the session and notes where from; the token is that by which their browser is known from now on. */
  admit(
    person: StoredPrincipal,
    arrival: Arrival,
    open: () => Promise<OpenedSession>,
  ): Promise<{ readonly session: OpenedSession; readonly deviceToken: string }>;
}

export interface ArrivalNeeds {
  readonly devices: KnownDevices;
  readonly sessions: Pick<SessionStore, 'endPresented'>;
  readonly tokens: Pick<TokenProvider, 'revoke'>;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Tells people by mail when they have signed in from a device they had not used before (ASVS 6.3.5), and
 * ends the session that their browser held until now (ASVS 7.2.4).
 */
export function noteArrivals({ devices, sessions, tokens, queue, clock }: ArrivalNeeds): Arrivals {
  return {
    async admit({ userId, lastSignInAt }, arrival, open) {
      const isKnown = arrival.isKnown ?? (await devices.knows(userId, arrival));
      const [session, deviceToken] = await Promise.all([open(), devices.remember(userId, arrival)]);
      // A first sign-in is from a new device for everybody.
      if (!isKnown && lastSignInAt !== undefined)
        await queue.send({
          kind: 'new-device',
          userId,
          at: clock.now().toISOString(),
          device: arrival.device,
          place: placeOf(arrival),
        });
      if (arrival.formerSession !== undefined) {
        const former = await sessions.endPresented(arrival.formerSession, arrival);
        if (former) await tokens.revoke(former.refreshToken);
      }
      return { session, deviceToken };
    },
  };
}
