import type { RequestOrigin } from '#shared/auth/request-origin';
import type { RoleEventName } from '#shared/auth/security-event';
import type { Role } from './role.ts';

/** Who changes a role, and what the history says of it. */
export interface RoleEvent {
  readonly name: RoleEventName;
  readonly byUserId: string;
  readonly origin: RequestOrigin;
}

export interface HeldRole extends Role {
  /** How many people have it, whatever their state. */
  readonly holders: number;
}

/** The roles of the organisation. A change counts from the next request of every holder on. */
export interface RoleStore {
  find(roleId: string): Promise<HeldRole | undefined>;
  /** Shipped ones first, then the others by id. */
  list(): Promise<readonly HeldRole[]>;
  /** Throws `role.exists`, also for the id of a role that was removed. */
  create(role: Role, event: RoleEvent): Promise<void>;
  /** Replaces the role of the version before. Throws `record.version_conflict`. */
  change(after: Role, event: RoleEvent): Promise<void>;
  /** Throws `record.version_conflict`, and `role.in_use` while somebody has it. */
  remove(role: Role, event: RoleEvent): Promise<void>;
}
