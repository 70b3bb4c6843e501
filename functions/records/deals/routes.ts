import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { deal } from '#shared/objects/deal';
import { choiceSchema } from '#shared/objects/field-schema';
import { recordSchema } from '#shared/objects/record-schema';
import { paramsOf } from '../object-routes.ts';

export const dealRoutes = defineRoutes({
  changeDealStage: {
    method: 'POST',
    path: '/deals/{dealId}/stage',
    summary: 'Move a deal to another stage of its pipeline, or win or lose it',
    permission: 'deal:update',
    params: paramsOf(deal),
    body: z
      .strictObject({
        stage: choiceSchema(deal.fields.stage),
        reason: choiceSchema(deal.fields.stage)
          .optional()
          .meta({ description: 'Why it is won or lost: a code of the pipeline’s reasons.' }),
      })
      .meta({ examples: [{ stage: 'won', reason: 'product' }] }),
    status: 200,
    response: recordSchema(deal),
    errors: ['request.not_found', 'record.state_conflict', 'record.version_conflict'],
  },
});
