import type { AccessRequest } from './access-request.ts';

/** Who did something about a request, for the audit. */
export interface RequestActor {
  readonly userId: string;
  readonly means: 'api' | 'schedule';
  readonly requestId?: string | undefined;
  readonly sourceIp?: string | undefined;
}

/** What happened to a request, as the audit names it. */
export type RequestAction = 'asked' | 'granted' | 'refused' | 'withdrawn' | 'expired' | 'ended';

/** Requests for access, each change together with its entry in the audit. */
export interface AccessRequestStore {
  /** Adds a request; where the person has an open one for the same, gives that one. */
  add(request: AccessRequest, by: RequestActor): Promise<AccessRequest>;
  find(requestId: string): Promise<AccessRequest | undefined>;
  /** A person's own, newest first; at most a hundred. */
  ofPerson(userId: string): Promise<readonly AccessRequest[]>;
  /** All with which something is still to be done: open, to be carried out, told or ended. */
  pending(): Promise<readonly AccessRequest[]>;
  /** Replaces a request of the version before; false if somebody was faster. Nothing noted without an action. */
  change(
    after: AccessRequest,
    action: RequestAction | undefined,
    by: RequestActor,
  ): Promise<boolean>;
}
