import * as z from 'zod';
import { BothLanguages } from '#shared/text/both-languages';
import type { Choice } from './field.ts';

const Labels = BothLanguages.readonly();
const Reason = z.object({ code: z.string(), labels: Labels }).readonly();

/** A step of a sale, as it is stored. */
const Stage = z
  .object({
    code: z.string(),
    labels: Labels,
    /** How likely deals in it are won, in percent; 100 for won, 0 for lost. */
    probability: z.number(),
    outcome: z.enum(['open', 'won', 'lost']),
    /** Stages a deal may move to from here; every other stage of the pipeline unless said. */
    next: z.array(z.string()).readonly().optional(),
  })
  .readonly();

export type Stage = z.output<typeof Stage>;

/** The way a kind of sale takes; administrators edit them. The first open stage is where deals start. */
export const Pipeline = z
  .object({
    code: z.string(),
    labels: Labels,
    stages: z.array(Stage).readonly(),
    winReasons: z.array(Reason).readonly(),
    lossReasons: z.array(Reason).readonly(),
  })
  .readonly();

export type Pipeline = z.output<typeof Pipeline>;

const open = (code: string, en: string, zh: string, probability: number): Stage => ({
  code,
  labels: { en, zh },
  probability,
  outcome: 'open',
});

const closed: readonly Stage[] = [
  // A closed deal is opened again by moving it back to an open stage, not from won to lost.
  {
    code: 'won',
    labels: { en: 'Closed won', zh: '赢单' },
    probability: 100,
    outcome: 'won',
    next: ['negotiation'],
  },
  {
    code: 'lost',
    labels: { en: 'Closed lost', zh: '输单' },
    probability: 0,
    outcome: 'lost',
    next: ['qualification', 'negotiation'],
  },
];

const winReasons: readonly Choice[] = [
  { code: 'price', labels: { en: 'Price', zh: '价格' } },
  { code: 'product', labels: { en: 'Product', zh: '产品' } },
  { code: 'relationship', labels: { en: 'Relationship', zh: '客户关系' } },
  { code: 'service', labels: { en: 'Service', zh: '服务' } },
];

const lossReasons: readonly Choice[] = [
  { code: 'price', labels: { en: 'Price', zh: '价格' } },
  { code: 'competitor', labels: { en: 'Lost to a competitor', zh: '输给竞争对手' } },
  { code: 'no-budget', labels: { en: 'No budget', zh: '没有预算' } },
  { code: 'no-decision', labels: { en: 'No decision', zh: '未做决定' } },
  { code: 'product', labels: { en: 'Product does not fit', zh: '产品不合适' } },
];

/** What a new installation starts with. */
export const defaultPipelines: readonly Pipeline[] = [
  {
    code: 'sales',
    labels: { en: 'Sales', zh: '销售' },
    stages: [
      open('qualification', 'Qualification', '初步沟通', 10),
      open('needs-analysis', 'Needs analysis', '需求分析', 25),
      open('proposal', 'Proposal', '方案报价', 50),
      open('negotiation', 'Negotiation', '商务谈判', 75),
      ...closed,
    ],
    winReasons,
    lossReasons,
  },
];

/** Every stage that some pipeline has, once, as choices. */
export function stageChoices(pipelines: readonly Pipeline[]): readonly Choice[] {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  return [...new Map(stages.map(({ code, labels }) => [code, { code, labels }] as const)).values()];
}
