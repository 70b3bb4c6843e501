/** Somebody who can own records. */
export interface Owner {
  readonly userId: string;
  readonly teamId: string | undefined;
}

/** Finds active people by what files call them. */
export interface People {
  /** By id, e-mail address or full name; undefined where nobody or several are meant. */
  find(text: string): Promise<Owner | undefined>;
}
