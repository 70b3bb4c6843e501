import { setup } from '#test/support/assembly';
import { bootCloud } from '#test/support/cloud';
import { postFrom } from '#test/support/from-address';
import { loopbackAddress, recoveryLogins } from '#test/support/recovery-logins';
import { mannWhitney } from './mann-whitney.ts';
import { median, printTable } from './measure.ts';

const samples = 500;

/**
 * AUTH-04: how long `POST /recovery` takes for each kind of login, 500 samples each. The kinds come in
 * a new order every round, and what one leaves to do is done before the next is timed.
 */
export async function recoveryTiming(): Promise<void> {
  await setup();
  const cloud = await bootCloud();
  const logins = Object.entries(await recoveryLogins(cloud));
  const times = new Map<string, number[]>(logins.map(([kind]) => [kind, []]));
  let count = 0;
  for (let round = -20; round < samples; round += 1)
    for (const [kind, login] of logins.toSorted(() => Math.random() - 0.5)) {
      count += 1;
      const url = `${cloud.cloud.api}/recovery`;
      const body = { login, channel: 'email' };
      const start = performance.now();
      const { status } = await postFrom(loopbackAddress(count), url, body);
      const milliseconds = performance.now() - start;
      if (status !== 202) throw new Error(`A ${kind} login was answered with ${status}.`);
      if (round >= 0) times.get(kind)?.push(milliseconds);
      await cloud.cloud.settle();
    }
  await cloud.close();
  const existing = times.get('existing') ?? [];
  printTable(
    `Time of POST /recovery, ${samples} samples per kind of login`,
    ['login', 'median ms', '− existing ms', 'U', 'z', 'p'],
    [...times].map(([kind, values]) => {
      const { u, z, p } = mannWhitney(existing, values);
      const gap = (median(values) - median(existing)).toFixed(2);
      const test =
        kind === 'existing' ? ['', '', '', ''] : [gap, `${u}`, z.toFixed(2), p.toFixed(3)];
      return [kind, median(values).toFixed(2), ...test];
    }),
  );
}
