import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly fresh: boolean;
  readonly port: number;
}

/** Ports that browsers and `fetch` refuse (Fetch Standard, “bad port”), as far as one could be chosen here. */
const badPorts = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080],
]);

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
  // The next one is that of the AWS services, to which browsers upload.
  if (badPorts.has(port) || badPorts.has(port + 1))
    throw new Error(`Browsers refuse port ${port} or ${port + 1}: choose another one.`);
  return { fresh: values.fresh, port };
}
