import { describe, expect, test } from 'vitest';
import { watchOffBoardings } from '#functions/off-boarding-watch/watch-off-boardings';
import { runOffBoarding } from '#functions/off-boarding-worker/run-off-boarding';
import { objectNames } from '#shared/objects/names';
import { stepNames } from '#shared/off-boarding/off-boarding';
import { receiptText } from '#shared/off-boarding/receipt-text';
import { clock } from '#test/unit/auth/in-memory';
import { failingAt, house, newJob } from './memory-off-boarding.ts';

const message = { userId: 'leaver', jobId: 'job-1' };
const always = () => true;

function everyCount(count: number) {
  return Object.fromEntries(objectNames.map((name) => [name, count]));
}

/** What must be the same however often the work was interrupted. */
function endOf({ job, records, changes }: ReturnType<typeof house>) {
  const { steps, counts, belongings, state } = job();
  const owners = [...records.values()].flatMap((each) =>
    [...each.values()].map(({ id, version, values, teamId }) => [id, version, values, teamId]),
  );
  const handed = changes.map(({ action, means, values }) => [action, means, values]);
  return {
    state,
    counts,
    belongings,
    owners,
    handed,
    steps: steps.map(({ step, count }) => [step, count]),
  };
}

describe('an off-boarding', () => {
  test('does its steps in order and hands over every object, with the owner’s history', async () => {
    const whole = house();
    await expect(runOffBoarding(whole.needs, message, always)).resolves.toBe('done');
    const end = endOf(whole);
    expect(whole.job().steps.map(({ step }) => step)).toEqual(stepNames);
    expect(end).toMatchObject({ state: 'done', counts: everyCount(5) });
    expect(end.belongings).toEqual({
      passkeys: 1,
      apiKeys: 2,
      reports: 1,
      sharedViews: 2,
      accessDecisions: 2,
      sharesWithThem: 2,
    });
    expect(end.handed).toHaveLength(5 * objectNames.length);
    expect(whole.changes[0]).toMatchObject({
      means: 'off-boarding',
      by: 'boss',
      cause: 'job-1',
      values: { ownerId: { from: 'leaver', to: 'successor' } },
    });
    expect(whole.records.get('contact')?.get('contact-a')).toMatchObject({ teamId: 'north' });
    expect(whole.records.get('contact')?.get('contact-z')).toMatchObject({ teamId: 'south' });
    await expect(whole.needs.users.find('report')).resolves.toMatchObject({
      managerId: 'successor',
    });
    expect(whole.mailer.mails.map(({ to }) => to)).toEqual([
      'boss@example.com',
      'successor@example.com',
    ]);
  });

  test('ended is not done again by a message that comes twice', async () => {
    const whole = house();
    await runOffBoarding(whole.needs, message, always);
    const before = endOf(whole);
    await expect(runOffBoarding(whole.needs, message, always)).resolves.toBe('idle');
    expect(endOf(whole)).toEqual(before);
  });

  test.each(['before', 'after'] as const)(
    'that crashes %s any call of a port is finished by the next message, to the same end',
    async (when) => {
      const undisturbed = house();
      await runOffBoarding(undisturbed.needs, message, always);
      const expected = endOf(undisturbed);
      let crashes = 0;
      for (let nth = 1; ; nth += 1) {
        const whole = house();
        const { needs, failed } = failingAt(whole.needs, nth, when);
        const outcome = await runOffBoarding(needs, message, always).catch(() => 'crashed');
        if (!failed.value) break;
        crashes += 1;
        if (outcome === 'crashed') await runOffBoarding(whole.needs, message, always);
        expect(endOf(whole), `${when} call ${nth}`).toEqual(expected);
      }
      expect(crashes).toBeGreaterThan(60);
    },
  );

  test('goes on with the next message when the time of the function is over', async () => {
    const whole = house();
    let messages = 0;
    let outcome = 'unfinished';
    while (outcome === 'unfinished') {
      messages += 1;
      let left = 3;
      outcome = await runOffBoarding(whole.needs, message, () => {
        left -= 1;
        return left >= 0;
      });
    }
    expect(outcome).toBe('done');
    expect(messages).toBeGreaterThan(5);
    expect(whole.job().counts).toEqual(everyCount(5));
  });

  test('is done by one of two workers at a time', async () => {
    const whole = house();
    const outcomes = await Promise.all([
      runOffBoarding(whole.needs, message, always),
      runOffBoarding(whole.needs, message, always),
    ]);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(whole.job().counts).toEqual(everyCount(5));
  });

  test.each([
    { title: 'not due yet', job: newJob({ dueAt: '2026-03-02T00:00:00.000Z' }) },
    { title: 'cancelled', job: newJob({ state: 'cancelled' }) },
    { title: 'replaced by another', job: newJob({ jobId: 'job-2' }) },
  ])('that is $title is left alone', async ({ job }) => {
    const whole = house(job);
    await expect(runOffBoarding(whole.needs, message, always)).resolves.toBe('idle');
    expect(whole.job()).toEqual(job);
  });

  test('without a successor stops at records that are left, with access closed', async () => {
    const { successorId: _, ...job } = newJob();
    const whole = house(job);
    await expect(runOffBoarding(whole.needs, message, always)).resolves.toBe('failed');
    expect(whole.job()).toMatchObject({ state: 'failed', problem: 'user.successor_required' });
    await expect(whole.needs.users.find('leaver')).resolves.toMatchObject({ status: 'disabled' });
  });

  test('has a receipt in both languages', async () => {
    const whole = house();
    await runOffBoarding(whole.needs, message, always);
    const english = receiptText(whole.job(), 'Suc Cessor', 'en');
    expect(english).toContain('Successor: Suc Cessor');
    expect(english).toContain('  Contacts: 5');
    expect(english).toContain('Saved views handed over or removed (2)\n  Handed over: 2');
    expect(english.split('\n').filter((line) => line.includes(' UTC  '))).toHaveLength(
      stepNames.length,
    );
    expect(receiptText(whole.job(), undefined, 'zh')).toContain('接手人: –');
  });
});

describe('the schedule', () => {
  test('sends what is due and what came to a halt, and nothing else', async () => {
    const now = clock.now().toISOString();
    const jobs = [
      newJob({ userId: 'due' }),
      newJob({ userId: 'later', dueAt: '2026-03-02T00:00:00.000Z' }),
      newJob({ userId: 'halted', state: 'running' }),
      newJob({ userId: 'moving', state: 'running', updatedAt: now }),
    ];
    const sent: string[] = [];
    const queue = { send: async ({ userId }: { userId: string }) => void sent.push(userId) };
    await watchOffBoardings({ store: { listOpen: async () => jobs }, queue, clock });
    expect(sent).toEqual(['due', 'halted']);
  });
});
