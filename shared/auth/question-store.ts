import type { RequestOrigin } from './request-origin.ts';
import type { QuestionId, SecurityAnswer } from './security-questions.ts';

/** Which questions a person answers, and what of the answers is kept. */
export interface QuestionStore {
  /** Takes new answers in place of all former ones. */
  set(userId: string, answers: readonly SecurityAnswer[], origin: RequestOrigin): Promise<void>;
  /** The questions a person has answered; none where they have not. */
  chosen(userId: string): Promise<readonly QuestionId[]>;
  /**
   * What to ask whoever has this login, the same every time. Where there is nobody, or they have
   * answered nothing, the questions look like anybody’s.
   */
  ask(userId: string | undefined, login: string): Promise<readonly QuestionId[]>;
  /** Whether all that is asked is answered rightly; takes as long for nobody. */
  check(userId: string | undefined, answers: readonly SecurityAnswer[]): Promise<boolean>;
}
