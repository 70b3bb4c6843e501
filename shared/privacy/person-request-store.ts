import type { PersonRequest } from './person-request.ts';

/** Keeps requests about people and their receipts. */
export interface PersonRequestStore {
  /** Writes a new request down, once. */
  create(request: PersonRequest): Promise<void>;
  /** Strongly consistent. */
  find(id: string): Promise<PersonRequest | undefined>;
  /** Newest first. */
  list(page: { readonly limit: number; readonly after: string | undefined }): Promise<{
    readonly requests: readonly PersonRequest[];
    readonly next: string | undefined;
  }>;
  /** Replaces the request if nobody has changed it since; gives it with its new version, or nothing. */
  save(request: PersonRequest): Promise<PersonRequest | undefined>;
}
