import * as z from 'zod';

/** The id of a role: readable, given once and never used for another one. */
export const RoleId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, 'Give 2 to 40 small letters, digits or dashes; a letter first.')
  .meta({ description: 'The id of a role.', examples: ['sales'] });
