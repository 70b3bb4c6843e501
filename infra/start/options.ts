import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly fresh: boolean;
  readonly port: number;
}

/** Reads the words after `npm start --`. Throws one sentence for anything it does not know. */
export function readOptions(words: readonly string[]): StartOptions {
  const usage = 'Use: npm start -- [--fresh] [--port 4700]';
  let values: { fresh: boolean; port: string };
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        fresh: { type: 'boolean', default: false },
        port: { type: 'string', default: '4700' },
      },
    }));
  } catch (cause) {
    throw new Error(usage, { cause });
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1_024 || port > 65_534)
    throw new Error(`A port is a number from 1024 to 65534, not “${values.port}”. ${usage}`);
  return { fresh: values.fresh, port };
}
