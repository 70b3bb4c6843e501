import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localBus } from './local-bus.ts';

let bus: ReturnType<typeof localBus>;
beforeEach(() => {
  bus = localBus();
});
afterEach(() => bus.close());

const source = (answer: string) =>
  `const say = () => '${answer}'; exports.handler = async (event) => {
     if (event.wait) await new Promise(() => setInterval(() => {}, 1000)); return say(); };`;

const kept = () => readdirSync(bus.compiledCode);
const contents = () => kept().map((name) => readFileSync(join(bus.compiledCode, name), 'base64'));
const define = (answer: string) => bus.lambdaFunction('speaker', source(answer));

/** Defining a function anew ends its environments, so that the next event starts one. */
async function answerOf(text: string): Promise<unknown> {
  return (await bus.lambda.invoke(define(text), {})).payload;
}

it('is left behind with the first event that a function handled, and taken by its next start', async () => {
  expect(kept()).toEqual([]);
  expect(await answerOf('one')).toBe('one');
  expect(kept()).toEqual(['speaker-index.js.code']);
  const left = contents();
  expect(await answerOf('one')).toBe('one');
  // A start that had to compile by itself would have left its own.
  expect(contents()).toEqual(left);
});

it('is never taken for other code, of the same length or of another', async () => {
  for (const text of ['one', 'two', 'three']) expect(await answerOf(text)).toBe(text);
  expect(kept()).toHaveLength(1);
});

it('is made anew where V8 refuses it', async () => {
  await answerOf('one');
  const [name = ''] = kept();
  const file = join(bus.compiledCode, name);
  const good = readFileSync(file);
  // The digest of the source stays, what follows is nothing that V8 knows.
  writeFileSync(file, Buffer.concat([good.subarray(0, 32), Buffer.alloc(100)]));
  expect(await answerOf('one')).toBe('one');
  expect(readFileSync(file).length).toBeGreaterThan(200);
});

it('is done without where its folder is gone', async () => {
  await bus.lambda.invoke(define('one'), {});
  rmSync(bus.compiledCode, { recursive: true });
  expect(await answerOf('two')).toBe('two');
});

it('leaves stack traces with the places of the source', async () => {
  const failing = `exports.handler = async () => { throw new Error('here'); };`;
  for (let start = 0; start < 2; start += 1) {
    bus.lambdaFunction('failing', failing);
    const { payload } = await bus.lambda.invoke('failing', {});
    expect((payload as { trace: string[] }).trace[1]).toMatch(/index\.js:1:39\)$/);
  }
});
