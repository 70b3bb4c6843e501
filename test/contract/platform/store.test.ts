import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, readState, schemaVersion, writeState } from '#infra/local/database';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the data folder', () => {
  it('is made where it is missing and keeps what was written', () => {
    const dataDir = join(folder, 'a', 'b');
    const first = openStore(dataDir);
    writeState(first.database, 'name', 'one');
    writeState(first.database, 'name', 'two');
    first.close();
    const second = openStore(dataDir);
    expect(readState(second.database, 'name')).toBe('two');
    expect(existsSync(second.objectDirectory)).toBe(true);
    second.close();
  });

  it('belongs to one local cloud at a time, and the sentence names the other', () => {
    const first = openStore(folder);
    expect(() => openStore(folder)).toThrow(
      `The data folder ${folder} is in use by process ${process.pid}: stop it first, or choose another folder.`,
    );
    first.close();
    openStore(folder).close();
  });

  it('is free again after its owner was killed', () => {
    const module = JSON.stringify(new URL('../../../infra/local/database.ts', import.meta.url));
    const script = `
      const { openStore, writeState } = await import(${module});
      writeState(openStore(${JSON.stringify(folder)}).database, 'name', 'kept');
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    expect(child.signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'owner.pid'))).toBe(true);
    const store = openStore(folder);
    expect(readState(store.database, 'name')).toBe('kept');
    store.close();
  });

  it.each([
    { found: 99, text: `a newer local cloud (schema 99, this one has ${schemaVersion})` },
    { found: -1, text: `an older local cloud (schema -1, this one has ${schemaVersion})` },
  ])('of schema $found is refused', ({ found, text }) => {
    const database = new DatabaseSync(join(folder, 'state.sqlite'));
    database.exec(`PRAGMA user_version = ${found}`);
    database.close();
    expect(() => openStore(folder)).toThrow(`The data folder ${folder} was written by ${text}`);
  });

  it('that is damaged is refused with what to do', () => {
    writeFileSync(join(folder, 'state.sqlite'), 'not a database at all'.repeat(100));
    expect(() => openStore(folder)).toThrow(
      `The data folder ${folder} is damaged (file is not a database): delete it to start anew`,
    );
  });

  it('that is a file is refused', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openStore(file)).toThrow(`The data folder ${file} cannot be made or written to.`);
  });
});

it('without a data folder, objects lie in a temporary folder that goes at the end', () => {
  const store = openStore(undefined);
  expect(existsSync(store.objectDirectory)).toBe(true);
  store.close();
  expect(existsSync(store.objectDirectory)).toBe(false);
});
