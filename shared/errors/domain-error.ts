import type { ErrorCode, FieldFault } from './codes.ts';

/** What a problem document may carry besides code and title; never a personal value or a secret. */
export interface ErrorDetails {
  readonly fields?: readonly FieldFault[];
  /** The record that stands in the way, given only to a caller who may see it. */
  readonly conflictsWith?: string;
  /** The record that the one asked for was merged into, given only to a caller who may see both. */
  readonly mergedInto?: string;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** The limit that is used up: at most `most` requests in so many seconds. */
  readonly quota?: {
    readonly name: string;
    readonly most: number;
    readonly windowSeconds: number;
  };
  /** A sentence for the person who reads it: what was wrong and what to do. */
  readonly detail?: string;
}

/** A failure that belongs to the product: its code decides status and title of the answer. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? code, options);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}
