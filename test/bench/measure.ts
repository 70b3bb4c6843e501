/** One figure of a bench: subject ÷ floor, with both terms; only the ratio survives a change of machine. */
export interface Ratio {
  readonly name: string;
  readonly subject: number;
  readonly floor: number;
  readonly unit: string;
  /** What the design asks for, as text: `≥ 0.80`. */
  readonly goal: string;
  readonly remark?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Measures floor and subject in turn, so that a slow moment of the machine meets both. */
export async function interleaved(
  pairs: number,
  floor: () => Promise<number>,
  subject: () => Promise<number>,
): Promise<{ floor: number; subject: number; ratios: number[] }> {
  const floors: number[] = [];
  const subjects: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    floors.push(await floor());
    subjects.push(await subject());
  }
  return {
    floor: median(floors),
    subject: median(subjects),
    ratios: subjects.map((value, index) => value / (floors[index] ?? Number.NaN)),
  };
}

const figure = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

/** Prints ratios as a Markdown table. */
export function printRatios(title: string, ratios: readonly Ratio[]): void {
  console.log(`\n## ${title}\n`);
  console.log('| ratio | subject | floor | unit | value | goal | remark |');
  console.log('| --- | ---: | ---: | --- | ---: | --- | --- |');
  for (const { name, subject, floor, unit, goal, remark = '' } of ratios)
    console.log(
      `| ${name} | ${figure(subject)} | ${figure(floor)} | ${unit} | **${(subject / floor).toFixed(2)}** | ${goal} | ${remark} |`,
    );
}
