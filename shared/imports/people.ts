/** Somebody who can own records. */
export interface Owner {
  readonly userId: string;
  readonly teamId: string | undefined;
}

/** Finds active people by what files call them. */
export interface People {
  /** By id, e-mail address or user name one at most; else all who have exactly this full name. */
  named(text: string): Promise<readonly Owner[]>;
}
