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

describe('service levels', () => {
  it('hold for new tickets at once and for open ones with their next change', async () => {
    const support = await cloud.as('support');
    const ticket = async () =>
      (await support.send('POST', '/tickets', { body: { subject: '无法启动' } })).body;
    const minutes = ({ createdAt, resolutionDueAt }: Record<string, string>) =>
      (Date.parse(resolutionDueAt!) - Date.parse(createdAt!)) / 60_000;
    const before = await ticket();
    expect(minutes(before)).toBe(3 * 24 * 60);
    const { body, headers } = await administrator.send('GET', '/service-levels');
    const normal = { firstResponseMinutes: 30, resolutionMinutes: 90 };
    const put = (serviceLevels: object) =>
      administrator.send('PUT', '/service-levels', {
        body: { serviceLevels },
        headers: { 'if-match': headers.get('etag') ?? '' },
      });
    const refused = await put({
      ...body.serviceLevels,
      normal: { ...normal, resolutionMinutes: 1 },
    });
    expect(fieldsOf(refused)).toEqual(['serviceLevels.normal.resolutionMinutes']);
    const { low: _, ...incomplete } = body.serviceLevels;
    expectProblem(await put(incomplete), 'request.invalid');
    expect((await put({ ...body.serviceLevels, normal })).status).toBe(200);
    expect(minutes(await ticket())).toBe(90);
    const replied = await support.send('POST', `/tickets/${before.id}/respond`);
    expect(minutes(replied.body)).toBe(90);
    const described = (await support.send('GET', '/objects/ticket')).body;
    expect(described.serviceLevels.normal).toEqual(normal);
    const { entries } = (await administrator.send('GET', '/audit?subject=settings')).body;
    expect(entries[0].action).toBe('settings.service_levels_changed');
  });

  it('count in business hours where they say so: what is written on a Sunday is due on Monday', async () => {
    const support = await cloud.as('support');
    const path = '/service-levels';
    const put = async (body: object) => {
      const { headers } = await administrator.send('GET', path);
      return administrator.send('PUT', path, {
        body,
        headers: { 'if-match': headers.get('etag') ?? '' },
      });
    };
    const { serviceLevels } = (await administrator.send('GET', path)).body;
    const urgent = { firstResponseMinutes: 30, resolutionMinutes: 60, during: 'business-hours' };
    const office = [{ from: '09:00', to: '12:00' }];
    const week = { mon: office, tue: office, wed: office, thu: office, fri: office };
    const sunday = new Date(cloud.cloud.clock.now());
    sunday.setUTCDate(sunday.getUTCDate() + ((7 - sunday.getUTCDay()) % 7 || 7));
    const monday = new Date(sunday.getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
    const tuesday = new Date(sunday.getTime() + 48 * 3_600_000).toISOString().slice(0, 10);
    const hours = { timeZone: 'Asia/Shanghai', week, exceptions: [{ date: monday, shifts: [] }] };
    const levels = { ...serviceLevels, urgent };

    const kept = await put({ serviceLevels: levels, businessHours: hours });
    expect(kept.status, kept.text).toBe(200);
    expect(kept.body.businessHours).toEqual(hours);
    const described = (await support.send('GET', '/objects/ticket')).body;
    expect(described).toMatchObject({ businessHours: hours, serviceLevels: { urgent } });
    await cloud.cloud.clock.advance(sunday.getTime() - cloud.cloud.clock.now());
    administrator = await cloud.as('administrator');
    const late = await cloud.as('support');
    const made = await late.send('POST', '/tickets', {
      body: { subject: '周日来电', priority: 'urgent' },
    });
    // Monday is a holiday: nine in Shanghai on Tuesday is one in UTC.
    expect(made.body).toMatchObject({
      firstResponseDueAt: `${tuesday}T01:30:00.000Z`,
      resolutionDueAt: `${tuesday}T02:00:00.000Z`,
    });

    const refusals: [object, string][] = [
      [{ serviceLevels: levels }, 'serviceLevels.urgent.during'],
      [
        { serviceLevels, businessHours: { ...hours, timeZone: 'Mars/Base' } },
        'businessHours.timeZone',
      ],
      [{ serviceLevels, businessHours: { ...hours, week: {} } }, 'businessHours.week'],
      [
        {
          serviceLevels,
          businessHours: { ...hours, week: { mon: [{ from: '12:00', to: '09:00' }] } },
        },
        'businessHours.week.mon',
      ],
      [
        {
          serviceLevels: { ...levels, urgent: { ...urgent, resolutionMinutes: 525_600 } },
          businessHours: { ...hours, week: { mon: [{ from: '09:00', to: '09:01' }] } },
        },
        'serviceLevels.urgent.resolutionMinutes',
      ],
    ];
    for (const [body, field] of refusals) {
      const refused = await put(body);
      expectProblem(refused, 'request.invalid');
      expect(fieldsOf(refused)).toContain(field);
    }
  });
});
