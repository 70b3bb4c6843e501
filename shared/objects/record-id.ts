import * as z from 'zod';

/** A record's or user's id: a ULID, 26 characters of Crockford's alphabet. */
export const RecordId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'Send an id as the API gave it: 26 characters.')
  .meta({ examples: ['01JD8Y7N9Q4V5W2X3Z6A8B0CDE'] });
