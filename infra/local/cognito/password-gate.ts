import { wrongCredentials } from './errors.ts';
import type { Limits } from './limits.ts';
import { matchesPassword } from './passwords.ts';
import type { Pool } from './pool-definition.ts';
import type { User } from './users.ts';

/** The one place where passwords are tried. */
export interface PasswordGate {
  /**
   * Throws `NotAuthorizedException` for a wrong password and during a lock-out. A login without a
   * user is locked out like one with. What was failed is forgotten by `forgive` only.
   */
  prove(
    pool: Pool,
    who: { user: User | undefined; login: string },
    password: string,
  ): Promise<void>;
  /** Forgets failures, once all that is asked of the person was proven. */
  forgive(pool: Pool, user: User): void;
}

/** Tries of one person run one after another, so that parallel ones cannot slip past the lock. */
export function openPasswordGate(limits: Limits): PasswordGate {
  const queues = new Map<string, Promise<void>>();

  return {
    prove(pool, { user, login }, password) {
      const subject = lockSubject(pool, user?.sub ?? login);
      const attempt = async () => {
        limits.admit(subject);
        if (!(await matchesPassword(password, user?.password))) {
          limits.fail(subject);
          throw wrongCredentials();
        }
      };
      const running = (queues.get(subject) ?? Promise.resolve()).then(attempt);
      const settled = running.catch(() => undefined);
      queues.set(subject, settled);
      void settled.then(() => {
        if (queues.get(subject) === settled) queues.delete(subject);
      });
      return running;
    },
    forgive: (pool, { sub }) => limits.succeed(lockSubject(pool, sub)),
  };
}

/** The name under which failed passwords and codes of a person are counted together. */
export function lockSubject(pool: Pool, who: string): string {
  return `sign-in ${pool.id} ${who}`;
}
