import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { weekdays } from '#shared/objects/business-hours';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let support: ApiClient;

const day = 24 * 3_600_000;
const path = '/service-levels';

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, support] = await Promise.all([cloud.as('administrator'), cloud.as('support')]);
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function put(body: object) {
  const { headers } = await administrator.send('GET', path);
  return administrator.send('PUT', path, {
    body,
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}
async function newTicket(values: object = {}) {
  const answer = await support.send('POST', '/tickets', {
    body: { subject: '无法启动', ...values },
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function change(id: string, body: object) {
  const { headers } = await support.send('GET', `/tickets/${id}`);
  return support.send('PATCH', `/tickets/${id}`, {
    body,
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}
const minutes = ({ createdAt, resolutionDueAt }: Record<string, string>) =>
  (Date.parse(resolutionDueAt!) - Date.parse(createdAt!)) / 60_000;

test('service levels hold for new tickets at once and for open ones with their next change', async () => {
  const before = await newTicket();
  expect(minutes(before)).toBe(3 * 24 * 60);
  const { body } = await administrator.send('GET', path);
  expect(body.calendars).toEqual([]);
  const normal = { firstResponseMinutes: 30, resolutionMinutes: 90 };
  const refused = await put({
    serviceLevels: { ...body.serviceLevels, normal: { ...normal, resolutionMinutes: 1 } },
  });
  expect(fieldsOf(refused)).toEqual(['serviceLevels.normal.resolutionMinutes']);
  const { low: _, ...incomplete } = body.serviceLevels;
  expectProblem(await put({ serviceLevels: incomplete }), 'request.invalid');
  expect((await put({ serviceLevels: { ...body.serviceLevels, normal } })).status).toBe(200);
  expect(minutes(await newTicket())).toBe(90);
  const replied = await support.send('POST', `/tickets/${before.id}/respond`);
  expect(minutes(replied.body)).toBe(90);
  const described = (await support.send('GET', '/objects/ticket')).body;
  expect(described.serviceLevels.normal).toEqual(normal);
  const { entries } = (await administrator.send('GET', '/audit?subject=settings')).body;
  expect(entries[0].action).toBe('settings.service_levels_changed');
});

const office = [{ from: '09:00', to: '12:00' }];
const allDay = [{ from: '00:00', to: '24:00' }];
const everyDay = (shifts: object) => Object.fromEntries(weekdays.map((day) => [day, shifts]));
const shanghai = {
  code: 'shanghai',
  labels: { en: 'Shanghai office', zh: '上海办公室' },
  timeZone: 'Asia/Shanghai',
  week: everyDay(office),
};
const hotline = {
  code: 'hotline',
  labels: { en: 'Hotline', zh: '热线' },
  timeZone: 'America/Sao_Paulo',
  week: everyDay(allDay),
  exceptions: [],
};
const urgent = { firstResponseMinutes: 30, resolutionMinutes: 60, during: 'shanghai' };
const low = { firstResponseMinutes: 60, resolutionMinutes: 300, during: 'hotline' };

test('each service level counts in its own calendar, pauses and reopening too, or day and night', async () => {
  const { serviceLevels } = (await administrator.send('GET', path)).body;
  const inShanghai = cloud.cloud.clock.now() + 8 * 3_600_000;
  const on = (days: number) => new Date(inShanghai + days * day).toISOString().slice(0, 10);
  const free = (days: number) => ({ date: on(days), name: '国庆节', shifts: [] });
  const calendars = [{ ...shanghai, exceptions: [free(0), free(1)] }, hotline];
  const levels = { ...serviceLevels, urgent, low };
  const kept = await put({ serviceLevels: levels, calendars });
  expect(kept.status, kept.text).toBe(200);
  expect(kept.body.calendars).toEqual(calendars);
  const described = (await support.send('GET', '/objects/ticket')).body;
  expect(described).toMatchObject({ calendars, serviceLevels: { urgent, low } });

  // After two holidays; nine in Shanghai is one in UTC.
  const afterHolidays = `${on(2)}T02:00:00.000Z`;
  expect(await newTicket({ priority: 'urgent' })).toMatchObject({
    firstResponseDueAt: `${on(2)}T01:30:00.000Z`,
    resolutionDueAt: afterHolidays,
  });
  expect(minutes(await newTicket({ priority: 'high' }))).toBe(24 * 60);
  const ticket = await newTicket({ priority: 'low' });
  expect(minutes(ticket)).toBe(300);

  const move = async (status: string) => {
    const call = { body: { status } };
    const answer = await support.send('POST', `/tickets/${ticket.id}/status`, call);
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };
  await move('waiting');
  await cloud.cloud.clock.advance(20 * 60_000);
  const back = await move('open');
  expect(minutes(back)).toBeCloseTo(320, 0);
  await move('resolved');
  await cloud.cloud.clock.advance(20 * 60_000);
  const again = await move('open');
  expect(minutes(again)).toBeCloseTo(340, 0);
  expect(again.pauses).toHaveLength(2);
  // Nobody worked in Shanghai while the customer was waited for.
  const changed = await change(ticket.id, { priority: 'urgent' });
  expect(changed.body.resolutionDueAt).toBe(afterHolidays);
});

test('API-05: calendars that there are not, or that nobody could keep to, are refused', async () => {
  administrator = await cloud.as('administrator');
  const { serviceLevels } = (await administrator.send('GET', path)).body;
  const levels = { ...serviceLevels, urgent, low };
  const own = { ...shanghai, exceptions: [] };
  const bad = (change: object) => ({ serviceLevels, calendars: [{ ...own, ...change }, hotline] });
  const refusals: [object, string][] = [
    [{ serviceLevels: levels, calendars: [hotline] }, 'serviceLevels.urgent.during'],
    [bad({ code: 'hotline' }), 'calendars'],
    [bad({ labels: hotline.labels }), 'calendars'],
    [bad({ labels: { en: 'Office' } }), 'calendars.0.labels.zh'],
    [bad({ timeZone: 'Mars/Base' }), 'calendars.0.timeZone'],
    [bad({ week: {} }), 'calendars.0.week'],
    [bad({ week: { mon: [{ from: '12:00', to: '09:00' }] } }), 'calendars.0.week.mon'],
    [
      {
        serviceLevels: { ...levels, urgent: { ...urgent, resolutionMinutes: 525_600 } },
        calendars: [{ ...own, week: { mon: [{ from: '09:00', to: '09:01' }] } }, hotline],
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
