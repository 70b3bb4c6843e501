import type { Spent } from './capacity.ts';
import type { Need } from './least.ts';
import { figure, printTable } from './measure.ts';

const number = (value: number) => (Number.isInteger(value) ? String(value) : figure(value));

function compared(value: number, least: number): readonly string[] {
  if (least > 0) return [number(value), number(least), `**${(value / least).toFixed(2)}**`];
  return [number(value), '0', value === 0 ? '–' : `+${number(value)}`];
}

const measures = [
  ['trips', 'trips'],
  ['RCU', 'reads'],
  ['WCU', 'writes'],
] as const satisfies readonly (readonly [string, keyof Need])[];

/** Prints the operations as a table and the worst of each measure. */
export function printCapacity(spent: readonly Spent[]): void {
  printTable(
    'DynamoDB per operation ÷ theoretical minimum (goal: 1.0 trips, ≤ 1.25 units)',
    ['operation', 'requests', ...measures.flatMap(([title]) => [title, 'least', 'ratio'])],
    spent.map(({ name, requests, need, least }) => [
      name,
      number(requests),
      ...measures.flatMap(([, key]) => compared(need[key], least[key])),
    ]),
  );
  console.log();
  for (const [title, key] of measures) {
    const [worst] = spent
      .filter(({ least }) => least[key] > 0)
      .sort((a, b) => b.need[key] / b.least[key] - a.need[key] / a.least[key]);
    if (worst)
      console.log(
        `Worst in ${title}: ${worst.name}, ${number(worst.need[key])} ÷ ${number(worst.least[key])} = ${(worst.need[key] / worst.least[key]).toFixed(2)}.`,
      );
  }
}
