import { describe, expect, it } from 'vitest';
import { watchImports } from '#functions/import-watch/watch-imports';
import { announceImport, type ImportEvent } from '#shared/imports/announce-import';
import type { Mail } from '#shared/mail/mailer';
import { importHarness } from './import-harness.ts';

function announcing() {
  const harness = importHarness();
  const mails: Mail[] = [];
  const events: ImportEvent[] = [];
  const needs = {
    store: harness.store,
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    bus: { publish: async (event: ImportEvent) => void events.push(event) },
    addressees: {
      find: async () => ({ email: 'mo@example.com', name: 'Mo', locale: 'en' as const }),
    },
    appOrigin: 'https://crm.example',
  };
  return { ...harness, mails, events, announcing: needs };
}

describe('the end of an import', () => {
  it('is told once, by mail and by an event with numbers only; names stay text (IMP-23)', async () => {
    const harness = announcing();
    const job = await harness.drop(
      'inbox/contacts/<img onerror=x>.csv',
      'Name,Email\nAnn,ann@example.com\nBad,bad\n',
    );
    await announceImport(harness.announcing, job?.id ?? '');
    await announceImport(harness.announcing, job?.id ?? '');
    expect(harness.mails).toMatchObject([{ name: 'importFinished', to: 'mo@example.com' }]);
    expect(harness.mails[0]?.text).toContain('Created: 1. Updated: 0. Skipped: 0. Failed: 1.');
    expect(harness.mails[0]?.html).not.toContain('<img');
    expect(harness.events).toMatchObject([
      { importId: job?.id, state: 'finished_with_errors', counts: { created: 1, failed: 1 } },
    ]);
    expect(JSON.stringify(harness.events)).not.toContain('ann@example.com');
  });

  it('is told later where the mail did not go out at once', async () => {
    const harness = announcing();
    const job = await harness.drop('inbox/contacts/a.csv', 'Name,Email\nAnn,a@example.com\n');
    const refusing = { send: () => Promise.reject(new Error('no mail')) };
    const needs = { ...harness.announcing, mailer: refusing };
    await expect(announceImport(needs, job?.id ?? '')).rejects.toThrow('no mail');
    harness.announced.length = 0;
    expect([...(await watchImports(harness.needs)).values()]).toEqual(['announced']);
    expect(harness.announced).toEqual([job?.id]);
    await announceImport(harness.announcing, job?.id ?? '');
    expect((await watchImports(harness.needs)).size).toBe(0);
  });
});
