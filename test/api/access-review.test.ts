import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let reviewId: string;

beforeAll(async () => {
  cloud = await bootCloud();
  const sales = await cloud.as('sales');
  await sales.send('POST', '/contacts', { body: { name: 'Used' } });
  administrator = await cloud.as('administrator');
  reviewId = (await administrator.send('POST', '/access-reviews')).body.reviewId;
});

afterAll(() => cloud?.close());

interface Line {
  readonly userId: string;
  readonly permissions: readonly { permission: string; lastUsed?: string }[];
}

async function lineOf(userId: string) {
  const { body } = await administrator.send('GET', `/access-reviews/${reviewId}`);
  return body.lines.find((line: Line) => line.userId === userId);
}

const decide = (body: object, client = administrator) =>
  client.send('POST', `/access-reviews/${reviewId}/decisions`, {
    body: { reason: 'Agreed with the team', ...body },
  });

describe('an access review', () => {
  it('shows who may do what, and on which day they last did', async () => {
    const line = await lineOf(cloud.person('sales').userId);
    const used = (name: string) =>
      line.permissions.find(({ permission }: { permission: string }) => permission === name);
    const today = new Date(cloud.cloud.clock.now()).toISOString().slice(0, 10);
    expect(used('contact:create')).toEqual({ permission: 'contact:create', lastUsed: today });
    expect(used('imports.run')).toEqual({ permission: 'imports.run' });
    expect(used('contact:delete')).toBeUndefined();
    expect(line).toMatchObject({ roleId: 'sales', status: 'active', dormant: false });
  });

  it('carries decisions out at once, each once', async () => {
    const role = await hire(cloud, administrator, { email: 'mover@example.com', role: 'sales' });
    const gone = await hire(cloud, administrator, { email: 'leaver@example.com', role: 'sales' });
    reviewId = (await administrator.send('POST', '/access-reviews')).body.reviewId;

    const changed = await decide({ userId: role.userId, kind: 'change', roleId: 'read-only' });
    expect(changed.body.decision).toMatchObject({ kind: 'change', roleId: 'read-only' });
    const moved = await administrator.send('GET', `/users/${role.userId}`);
    expect(moved.body.role).toBe('read-only');
    expect((await decide({ userId: gone.userId, kind: 'revoke' })).status).toBe(200);
    const left = await administrator.send('GET', `/users/${gone.userId}`);
    expect(left.body.status).toBe('disabled');
    expectProblem(await decide({ userId: gone.userId, kind: 'keep' }), 'review.decided');
  });

  it('is closed by the last decision and leaves evidence that is safe to open', async () => {
    const { body } = await administrator.send('GET', `/access-reviews/${reviewId}`);
    for (const line of body.lines)
      if (!line.decision)
        await decide({ userId: line.userId, kind: 'keep', reason: '=HYPERLINK("x") kept' });
    const { reviews } = (await administrator.send('GET', '/access-reviews')).body;
    expect(reviews[0]).toMatchObject({ reviewId, closedAt: expect.anything() });
    expect(reviews[1].closedAt).toBeUndefined();
    const path = `/access-reviews/${reviewId}/evidence`;
    const csv = await administrator.send('GET', path);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text).toContain(`'=HYPERLINK`);
    expect(csv.text).not.toMatch(/(^|,)"?=/m);
    const json = await administrator.send('GET', `${path}?format=json`);
    expect(json.body.lines).toHaveLength(body.lines.length);
  });

  it('AZ-13: refuses what would go too far, and changes nothing then', async () => {
    reviewId = (await administrator.send('POST', '/access-reviews')).body.reviewId;
    const { userId } = cloud.person('administrator');
    const manager = await cloud.as('manager');
    const before = await stateOf(cloud);
    expectProblem(await decide({ userId, kind: 'revoke' }), 'role.own');
    expectProblem(await decide({ userId: unknownId, kind: 'keep' }), 'request.not_found');
    const other = cloud.person('support').userId;
    expectProblem(await decide({ userId: other, kind: 'change' }), 'request.invalid');
    expectProblem(
      await decide({ userId: other, kind: 'change', roleId: 'nobody' }),
      'role.unknown',
    );
    expectProblem(await decide({ userId: other, kind: 'keep' }, manager), 'request.forbidden');
    expect(await changesSince(before, cloud)).toEqual([]);
  });
});
