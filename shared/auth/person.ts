import * as z from 'zod';

/** A person as the API shows them to themselves. */
export const Person = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string().meta({ description: 'The id of the role.' }),
  teamId: z.string().optional(),
  locale: z.enum(['en', 'zh']),
  timeZone: z.string().optional(),
  userName: z.string().optional().describe('Another name to sign in with.'),
});

export type Person = z.output<typeof Person>;
