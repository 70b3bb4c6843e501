/** A saved code as one of two proofs; unlike at sign-in no factor is removed for it. */
export interface SavedCodeProof {
  /** Whether the person has this code; takes as long for nobody. */
  holds(userId: string | undefined, code: string): Promise<boolean>;
  /** Uses it up; of two at the same time one succeeds. */
  spend(userId: string, code: string): Promise<boolean>;
}
