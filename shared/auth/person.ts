import * as z from 'zod';
import { roleNames } from '#shared/permissions/roles';

/** A person as the API shows them to themselves. */
export const Person = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roleNames),
  teamId: z.string().optional(),
  locale: z.enum(['en', 'zh']),
});

export type Person = z.output<typeof Person>;
