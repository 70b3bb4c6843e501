import * as z from 'zod';
import type { Pipeline } from '#shared/objects/pipelines';
import { Code, distinctCodes, distinctLabels, Labels } from './named-schemas.ts';

const Reasons = z
  .array(z.strictObject({ code: Code, labels: Labels }))
  .max(50)
  .refine(distinctCodes, 'Give each code once.');

/** What the outcome of a stage says of its probability. */
const certain = { won: 100, lost: 0 } as const;

const Stage = z
  .strictObject({
    code: Code.meta({ description: 'What deals hold; another code is another stage.' }),
    labels: Labels,
    probability: z.number().min(0).max(100).meta({ description: 'In percent.' }),
    outcome: z.enum(['open', 'won', 'lost']),
    next: z.array(Code).optional().meta({
      description:
        'Stages a deal may move to from here; every other one of the pipeline unless said.',
    }),
  })
  .refine(({ outcome, probability }) => outcome === 'open' || certain[outcome] === probability, {
    path: ['probability'],
    error: 'A won deal is 100 percent sure, a lost one 0.',
  });

const Stages = z
  .array(Stage)
  .min(3)
  .max(30)
  .refine(distinctCodes, 'Give each code once.')
  .refine(distinctLabels, 'Give each label once.')
  .superRefine((stages, context) => {
    for (const outcome of ['open', 'won', 'lost'] as const)
      if (stages.every((stage) => stage.outcome !== outcome))
        context.addIssue({ code: 'custom', message: `Have a stage that is ${outcome}.` });
    const codes = stages.map(({ code }) => code);
    for (const [index, { next = [] }] of stages.entries())
      for (const [at, code] of next.entries())
        if (!codes.includes(code))
          context.addIssue({
            code: 'custom',
            path: [index, 'next', at],
            message: 'The pipeline has no such stage.',
          });
  });

/** The pipelines of deals, as administrators send them. */
export const Pipelines = z
  .array(
    z.strictObject({
      code: Code,
      labels: Labels,
      stages: Stages.meta({
        description: 'In their order; deals start at the first open one.',
        example: [
          {
            code: 'proposal',
            labels: { en: 'Proposal', zh: '方案报价' },
            probability: 40,
            outcome: 'open',
          },
          { code: 'won', labels: { en: 'Won', zh: '赢单' }, probability: 100, outcome: 'won' },
          { code: 'lost', labels: { en: 'Lost', zh: '输单' }, probability: 0, outcome: 'lost' },
        ],
      }),
      winReasons: Reasons,
      lossReasons: Reasons,
    }),
  )
  .min(1)
  .max(20)
  .refine(distinctCodes, 'Give each code once.');

export const PipelinesView = z
  .object({ pipelines: Pipelines, version: z.int() })
  .meta({ id: 'Pipelines', description: 'The ways deals take, with their stages and reasons.' });

/** Pipelines as a response schema takes them: with lists of its own. */
export function copyOfPipelines(pipelines: readonly Pipeline[]) {
  return pipelines.map(({ stages, winReasons, lossReasons, ...pipeline }) => ({
    ...pipeline,
    stages: stages.map(({ next, ...stage }) => ({
      ...stage,
      ...(next ? { next: [...next] } : {}),
    })),
    winReasons: [...winReasons],
    lossReasons: [...lossReasons],
  }));
}
