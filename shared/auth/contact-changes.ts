import type { ContactKind } from './contact-change-item.ts';
import type { StoredPrincipal } from './principal-item.ts';

/** A contact as it was before it changed, for the first time within three days; or that there was none. */
export interface FormerContact {
  readonly kind: ContactKind;
  readonly former: string | undefined;
  readonly changeIds: readonly string[];
}

/** What people were reached by and signed in with, as long as “this was not me” puts it back. */
export interface ContactChanges {
  recent(userId: string): Promise<readonly FormerContact[]>;
  /**
   * Puts a contact back into its person, if it is not there, and notes it in the history. Throws
   * `user.exists` where somebody else has it now, `record.version_conflict` where it changed meanwhile.
   */
  putBack(person: StoredPrincipal, contact: FormerContact): Promise<void>;
  /** Forgets the changes: they are undone, and those who must know were told. */
  forget(userId: string, contact: FormerContact): Promise<void>;
}
