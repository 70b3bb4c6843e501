import { describe, expect, it } from 'vitest';
import { cellText } from '#shared/exports/cell-text';
import { importKeys } from '#shared/imports/import-plan';
import { findHeader } from '#shared/imports/mapping/find-header';
import { proposeMapping } from '#shared/imports/mapping/propose-mapping';
import { activity } from '#shared/objects/activity';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { lead } from '#shared/objects/lead';
import { order } from '#shared/objects/order';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { task } from '#shared/objects/task';
import { ticket } from '#shared/objects/ticket';
import type { Rights } from '#shared/permissions/rights';
import { roles } from '#shared/permissions/roles';
import { creationOf } from '#shared/records/changes';
import type { Share } from '#shared/sharing/share';
import { importHarness } from './import-harness.ts';

/** May do everything, but sees only contacts of their own. */
const half: Rights = {
  ...roles.manager,
  grants: roles.manager.grants.map((grant) =>
    grant.object === 'contact' ? { ...grant, scope: 'own' } : grant,
  ),
};

const starter = (rights: Rights, shares: Record<string, Share>) => ({
  starters: { find: async () => ({ userId: 'u1', role: 'half', teamId: undefined, rights }) },
  shares,
});

let made = 0;

/** An import of activities or tasks, and what they may be about. */
async function house(rights: Rights = roles.manager) {
  const shares: Record<string, Share> = {};
  const harness = importHarness(starter(rights, shares));
  const make = async (object: ObjectDefinition, values: RecordValues) => {
    const id = `01J${String(++made).padStart(23, '0')}`;
    const origin = { userId: 'u9', at: harness.needs.now(), means: 'api', cause: 'r' } as const;
    const creation = creationOf(origin, object, {
      ...{ id, values: { ownerId: 'u9', ...values }, teamId: 't9' },
    });
    await harness.needs.records.createMany(object, [creation]);
    return id;
  };
  const ids = {
    ann: await make(contact, { name: 'Ann', email: 'ann@one.example' }),
    acme: await make(company, { name: 'Acme', domain: 'acme.example' }),
    twin: await make(company, { name: 'Acme', domain: 'twin.example' }),
    order: await make(order, { number: 'SO-1001', status: 'draft' }),
    ticket: await make(ticket, { number: 'T-7', subject: 'Broken' }),
    imported: await make(lead, { name: '王伟', externalId: '00Q1' }),
  };
  const known = new Set(Object.values(ids));
  const related = () =>
    [...harness.stored.values()]
      .filter(({ id }) => !known.has(id))
      .map(({ values }) => (values['related'] ?? []) as readonly { object: string; id: string }[]);
  /** What a cell of a column with this header is read as. */
  const read = async (header: string, cell: string) => {
    const file = `Subject,Activity Type,${header}\nTalked,call,"${cell}"\n`;
    const job = await harness.upload(file, { object: 'activity' });
    const report = JSON.parse(harness.text(`outbox/${job.id}/report.json`) ?? '');
    const codes = (report.notices as { code: string }[]).map(({ code }) => code);
    return { related: related().at(-1), codes, notes: harness.values().at(-1)?.['notes'] };
  };
  const share = (id: string) => {
    shares[id] = { recordId: id, level: 'read' } as never;
  };
  return { ...harness, ids, read, related, share };
}

describe('what activities and tasks of a file are about', () => {
  it.each([
    ['an e-mail address', 'Related to', 'ANN@one.example', 'contact', 'ann'],
    ['an address behind the name', 'Related to', 'Ann <ann@one.example>', 'contact', 'ann'],
    ['a name', 'Related to', 'Contact: Ann', 'contact', 'ann'],
    ['a name that only one of any object has', '关联记录', '王伟', 'lead', 'imported'],
    ['a name with a domain', 'Related to', 'Acme (twin.example)', 'company', 'twin'],
    ['a name with a domain in Chinese', '关联客户', 'Acme（acme.example）', 'company', 'acme'],
    ['a domain', 'Related to', 'acme.example', 'company', 'acme'],
    ['the address of a web site', 'Account Name', 'https://www.twin.example/', 'company', 'twin'],
    ['the number of an order', 'Regarding', 'SO-1001', 'order', 'order'],
    ['the number of an order in Chinese', '关联对象', '订单：SO-1001', 'order', 'order'],
    ['the number of a ticket', 'Case Number', 'T-7', 'ticket', 'ticket'],
    ['an id of another system', 'WhoId', '00Q1', 'lead', 'imported'],
    ['the object of the header', 'Contact Name', 'Ann', 'contact', 'ann'],
    ['the object of the header in Chinese', '联系人姓名', 'Ann', 'contact', 'ann'],
  ] as const)('is found by %s', async (_title, header, cell, object, name) => {
    const { read, ids } = await house();
    const found = await read(header, cell);
    expect(found).toMatchObject({ related: [{ object, id: ids[name] }], codes: [] });
  });

  it('may be several records, from one cell and from several columns, each once', async () => {
    const { upload, ids, related } = await house();
    const row = `Call back,"${ids.ann}; Order: SO-1001",Ann,Acme (acme.example)`;
    await upload(`Task,Related to,Contact,Company\n${row}\n`, { object: 'task' });
    expect(related()).toEqual([
      [
        { object: 'contact', id: ids.ann },
        { object: 'order', id: ids.order },
        { object: 'company', id: ids.acme },
      ],
    ]);
  });

  it('is kept in the notes, with the row’s number and the column, where it means nothing or several', async () => {
    const { upload, read, text } = await house();
    expect(await read('Related to', 'Acme')).toMatchObject({
      related: [],
      codes: ['cell.ambiguous'],
      notes: 'Related to: Acme',
    });
    expect((await read('Related to', 'Nobody')).codes).toEqual(['cell.not-found']);
    const job = await upload('Subject,Type,关联记录\nA,call,\nB,call,Nobody\n', {
      object: 'activity',
    });
    const { rows } = JSON.parse(text(importKeys.results(job.id, 'rows', 1)) ?? '{}');
    expect(rows[1]).toMatchObject({
      row: 3,
      warnings: [{ code: 'cell.not-found', values: { header: '关联记录' } }],
    });
  });

  it('AZ-04: is nothing that whoever started the import may not read', async () => {
    const { read } = await house(half);
    const found = await read('Contact', 'ann@one.example');
    expect(found).toMatchObject({ related: [], codes: ['cell.not-found'] });
  });

  it.each(['ann@one.example', 'Ann', 'by id'])(
    'AZ-15: is a record that somebody shared with whoever started the import (%s)',
    async (cell) => {
      const { read, ids, share } = await house(half);
      share(ids.ann);
      expect(await read('Contact', cell === 'by id' ? ids.ann : cell)).toMatchObject({
        related: [{ object: 'contact', id: ids.ann }],
        codes: [],
      });
    },
  );

  it('reads back as the export wrote it, in both languages', async () => {
    const { read, ids } = await house();
    const value = [
      { object: 'contact', id: ids.ann },
      { object: 'order', id: ids.order },
    ] as const;
    for (const locale of ['en', 'zh'] as const) {
      const { related: field } = activity.fields;
      const cell = cellText(field, value, { locale, personName: (id) => id });
      expect((await read(field.labels[locale], cell)).related).toEqual(value);
    }
  });
});

describe('columns that name related records', () => {
  it.each([
    [activity, ['Subject', 'Activity Type', 'Activity Date', 'Contact Name', 'Account Name']],
    [activity, ['主题', '跟进方式', '跟进时间', '联系人姓名', '客户名称']],
    [task, ['Task', 'Due Date', 'Related to', 'Opportunity']],
    [task, ['任务名称', '截止日期', '关联记录', '商机名称']],
  ] as const)('are proposed for a %#th file of them', (object, headers) => {
    const { columns } = proposeMapping(object, headers);
    const uses = columns.map(({ use }) => (use.kind === 'field' ? use.field : use.kind));
    expect(uses.slice(-1)).toEqual(['related']);
    expect(uses.at(-2)).toMatch(/related/);
    expect(
      findHeader(shippedDefinitions, [{ row: 1, cells: [...headers] }], undefined)?.mapping.object,
    ).toBe(object.name);
  });
});
