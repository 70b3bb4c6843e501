/** What a figure is about. */
export interface Subject {
  readonly name: string;
  readonly unit: string;
  /** What the design asks for, as text: `≥ 0.80`. */
  readonly goal: string;
  readonly remark?: string;
}

/** One figure of a bench: subject ÷ floor, with both terms; only the ratio survives a change of machine. */
export interface Ratio extends Subject {
  readonly subject: number;
  readonly floor: number;
  /** The smallest and the largest ratio of any pair. */
  readonly range: readonly [number, number];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Measures several things in turn, round after round, so that a slow moment of the machine meets all. */
export async function interleaved<N extends string, T>(
  rounds: number,
  measures: Readonly<Record<N, () => T | Promise<T>>>,
): Promise<Readonly<Record<N, readonly T[]>>> {
  const names = Object.keys(measures) as N[];
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<N, T[]>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) found[name].push(await measures[name]());
  return found;
}

/** The medians of what pairs of measurements found, and how far the pairs lie apart. */
export function ratioOf(
  about: Subject,
  subjects: readonly number[],
  floors: readonly number[],
): Ratio {
  const ratios = subjects.map((value, pair) => value / (floors[pair] ?? Number.NaN));
  return {
    ...about,
    subject: median(subjects),
    floor: median(floors),
    range: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** A number as people read it: three significant digits, whole from 100 on. */
export function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

/** Prints a Markdown table; the first column is text, the others numbers. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  console.log(`\n## ${title}\n`);
  console.log(`| ${head.join(' | ')} |`);
  console.log(`|${head.map((_, column) => (column === 0 ? ' --- ' : ' ---: ')).join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

export function printRatios(title: string, ratios: readonly Ratio[]): void {
  printTable(
    title,
    ['subject ÷ floor', 'subject', 'floor', 'unit', 'ratio', 'pairs', 'goal', 'remark'],
    ratios.map(({ name, subject, floor, range, unit, goal, remark = '' }) => [
      name,
      figure(subject),
      figure(floor),
      unit,
      `**${(subject / floor).toFixed(2)}**`,
      range.map((value) => value.toFixed(2)).join('–'),
      goal,
      remark,
    ]),
  );
}
