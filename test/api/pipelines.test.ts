import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from '#shared/objects/pipelines';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, sales] = await Promise.all([cloud.as('administrator'), cloud.as('sales')]);
});
afterAll(() => cloud?.close());

const labels = { en: 'Pilot', zh: '试点' };
const read = () => administrator.send('GET', '/pipelines');

/** Puts the pipelines as they are after `change`. */
async function change(change: (pipelines: Pipeline[]) => Pipeline[]) {
  const { body, headers } = await read();
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  return administrator.send('PUT', '/pipelines', {
    body: { pipelines: change(body.pipelines) },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}

const withStages = (stagesOf: (stages: Pipeline['stages']) => Pipeline['stages']) =>
  change(([sale, ...others]) => [{ ...sale!, stages: stagesOf(sale!.stages) }, ...others]);

async function newDeal(values: object = {}) {
  const answer = await sales.send('POST', '/deals', { body: { name: '试点', ...values } });
  return answer;
}

describe('pipelines', () => {
  it('get stages that deals can be made in, moved to and listed by', async () => {
    const pilot = { code: 'pilot', labels, probability: 60, outcome: 'open' } as const;
    const changed = await withStages((stages) => [stages[0]!, pilot, ...stages.slice(1)]);
    expect(changed.status, changed.text).toBe(200);
    const amount = { amount: 1_000, currency: 'CNY' };
    const made = await newDeal({ stage: 'pilot', amount });
    expect(made.body).toMatchObject({ probability: 60, weightedAmount: { amount: 600 } });
    const other = await newDeal();
    const moved = await sales.send('POST', `/deals/${other.body.id}/stage`, {
      body: { stage: 'pilot' },
    });
    expect(moved.body.stage).toBe('pilot');
    const listed = await sales.send('GET', '/deals?stage=pilot');
    expect(listed.body.items).toHaveLength(2);
    const described = (await sales.send('GET', '/objects/deal')).body;
    const stage = described.fields.find(({ name }: { name: string }) => name === 'stage');
    expect(stage.choices).toContainEqual({ code: 'pilot', labels });
    expect(described.pipelines[0].stages[1]).toMatchObject({ code: 'pilot', probability: 60 });
  });

  it('keep a stage while deals are in it, and say how many', async () => {
    const without = () => withStages((stages) => stages.filter(({ code }) => code !== 'pilot'));
    const refused = await without();
    expectProblem(refused, 'stage.in_use');
    expect(refused.body.detail).toContain('2 deal(s) are in pilot of sales');
    const closing = await withStages((stages) =>
      stages.map((stage) =>
        stage.code === 'pilot' ? { ...stage, outcome: 'won', probability: 100 } : stage,
      ),
    );
    expectProblem(closing, 'stage.in_use');
    const { items } = (await sales.send('GET', '/deals?stage=pilot')).body;
    for (const { id } of items)
      await sales.send('POST', `/deals/${id}/stage`, { body: { stage: 'proposal' } });
    expect((await without()).status).toBe(200);
    const gone = await newDeal({ stage: 'pilot' });
    expectProblem(gone, 'request.invalid');
    expect(fieldsOf(gone)).toEqual(['stage']);
    // It counts by pipeline: the other one may have a stage of the same name.
    expect((await newDeal({ stage: 'proposal' })).status).toBe(201);
  });

  it('let only those ways through and take only those reasons that there are', async () => {
    const reason = { code: 'law', labels: { en: 'Law', zh: '法规' } };
    const changed = await change(([sale, ...others]) => [
      {
        ...sale!,
        winReasons: [reason],
        stages: sale!.stages.map((stage) =>
          stage.code === 'qualification' ? { ...stage, next: ['proposal'] } : stage,
        ),
      },
      ...others,
    ]);
    expect(changed.status, changed.text).toBe(200);
    const { id } = (await newDeal()).body;
    const move = (stage: string, why?: string) =>
      sales.send('POST', `/deals/${id}/stage`, { body: { stage, reason: why } });
    expectProblem(await move('negotiation'), 'record.state_conflict');
    expect((await move('proposal')).status).toBe(200);
    expectProblem(await move('won', 'price'), 'request.invalid');
    expect((await move('won', 'law')).body.closeReason).toBe('law');
  });

  it('can be several, each with stages of its own', async () => {
    const { body } = await read();
    const service = {
      ...body.pipelines[0],
      code: 'service',
      labels: { en: 'Service', zh: '服务' },
    };
    expect((await change((pipelines) => [...pipelines, service])).status).toBe(200);
    const made = await newDeal({ pipeline: 'service', stage: 'proposal' });
    expect(made.body).toMatchObject({ pipeline: 'service', stage: 'proposal' });
    const refused = await change((pipelines) => pipelines.slice(0, 1));
    expectProblem(refused, 'stage.in_use');
    expect(refused.body.detail).toBe('1 deal(s) are in proposal of service. Move them first.');
  });

  it('are refused where they lead nowhere', async () => {
    const bad = [
      [(stages) => stages.filter(({ outcome }) => outcome !== 'won'), 'pipelines.0.stages'],
      [
        (stages) => stages.map((stage) => ({ ...stage, next: ['mars'] })),
        'pipelines.0.stages.0.next.0',
      ],
      [(stages) => [...stages, stages[0]!], 'pipelines.0.stages'],
      [
        (stages) =>
          stages.map((stage) => (stage.outcome === 'won' ? { ...stage, probability: 50 } : stage)),
        'pipelines.0.stages.4.probability',
      ],
    ] as [(stages: Pipeline['stages']) => Pipeline['stages'], string][];
    for (const [stagesOf, field] of bad) {
      const answer = await withStages(stagesOf);
      expectProblem(answer, 'request.invalid');
      expect(fieldsOf(answer)).toContain(field);
    }
    expectProblem(await sales.send('GET', '/pipelines'), 'request.forbidden');
    const stale = await administrator.send('PUT', '/pipelines', {
      body: { pipelines: (await read()).body.pipelines },
      headers: { 'if-match': '"0"' },
    });
    expectProblem(stale, 'record.version_conflict');
  });
});
