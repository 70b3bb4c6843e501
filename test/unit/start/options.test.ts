import { describe, expect, it } from 'vitest';
import { readOptions } from '#infra/start/options';

const portOf = (text: string) => readOptions(['--port', text]).port;

describe('the options of npm start', () => {
  it('are a port and whether to begin anew', () => {
    expect(readOptions([])).toEqual({ fresh: false, port: 4700 });
    expect(readOptions(['--fresh', '--port', '5000'])).toEqual({ fresh: true, port: 5000 });
  });

  it.each(['80', '65535', '4700.5', 'web'])('do not take port %s', (text) => {
    expect(() => portOf(text)).toThrow(`not “${text}”`);
  });

  it.each(['5060', '5061', '5059', '6000', '10080'])(
    'do not take port %s, which browsers refuse or whose neighbour they do',
    (text) => {
      expect(() => portOf(text)).toThrow('Browsers refuse');
    },
  );

  it('are told where one is not known', () => {
    expect(() => readOptions(['--prot', '5000'])).toThrow('Use: npm start');
  });
});
