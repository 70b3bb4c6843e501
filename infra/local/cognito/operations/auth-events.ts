import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { keepsEvents } from '../auth-events.ts';
import { timestamp } from '../user-view.ts';
import { userInput } from './fields.ts';
import { type Operations, userOperation } from './operation.ts';

/** The history of sign-ins that threat protection keeps. */
export const authEventOperations: Operations = {
  AdminListUserAuthEvents: userOperation(
    z.strictObject({
      ...userInput,
      MaxResults: z.int().min(0).max(60).default(60),
      NextToken: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number)
        .optional(),
    }),
    (world, { pool, user }, { MaxResults, NextToken: before }) => {
      if (!keepsEvents(pool))
        throw new ServiceError(
          'UserPoolAddOnNotEnabledException',
          'Threat protection is not enabled for this user pool.',
        );
      const limit = MaxResults || 60;
      const found = world.authEvents.list(pool, user.sub, { ...(before && { before }), limit });
      const next = found.length === limit ? found.at(-1)?.sequence : undefined;
      return {
        AuthEvents: found.map(({ id, response, at }) => ({
          EventId: id,
          EventType: 'SignIn',
          EventResponse: response,
          CreationDate: timestamp(at),
        })),
        ...(next !== undefined && { NextToken: String(next) }),
      };
    },
  ),
};
