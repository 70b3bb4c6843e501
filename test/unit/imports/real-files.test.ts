import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importHarness } from './import-harness.ts';

const data = '../shared/data/';
const missing = (path: string) => !existsSync(data + path);
const hubspot = 'generated/crm-dataset-builder/B2B_SaaS_Company/hubspot/hubspot_contacts.csv';
const salesforce = 'salesforce-dataloader/main/resources/samples/data/accountData.csv';
const chinese = 'derived/zh_customers.gbk.csv';
const title = (text: string, path: string) =>
  missing(path) ? `${text} (skipped: ${data}${path} is absent)` : text;

describe('files as other systems write them', () => {
  it.skipIf(missing(hubspot))(title('imports a HubSpot export of contacts', hubspot), async () => {
    const harness = importHarness();
    const job = await harness.drop('inbox/contacts/hubspot.csv', readFileSync(data + hubspot));
    expect(job).toMatchObject({
      state: 'finished',
      object: 'contact',
      rows: 177,
      counts: { created: 177, updated: 0, skipped: 0, failed: 0 },
    });
    const karen = harness.values().find(({ email }) => email === 'karen.soto@wavegeneral.io');
    expect(karen).toMatchObject({
      firstName: 'Karen',
      lastName: 'Soto',
      jobTitle: 'Co-Founder',
      department: 'Executive',
      companyDomain: 'wavegeneral.io',
    });
  });

  it.skipIf(missing(salesforce))(
    title('imports a Salesforce export of accounts', salesforce),
    async () => {
      const harness = importHarness();
      const job = await harness.drop('inbox/accounts.csv', readFileSync(data + salesforce));
      expect(job).toMatchObject({ state: 'finished', object: 'company', rows: 423 });
      expect(job?.counts).toEqual({ created: 423, updated: 0, skipped: 0, failed: 0 });
      const revenues = harness.values().flatMap(({ annualRevenue }) => [annualRevenue]);
      expect(revenues).toContainEqual({ amount: 8_480_000_000_000, currency: 'USD' });
      expect(harness.values().map(({ externalId }) => externalId)).toContain('001x0000002xLCVAA2');
    },
  );

  it.skipIf(missing(chinese))(title('imports a Chinese list in GBK', chinese), async () => {
    const harness = importHarness();
    const job = await harness.drop('inbox/客户.csv', readFileSync(data + chinese));
    expect(job).toMatchObject({
      state: 'finished',
      object: 'contact',
      form: { encoding: 'gb18030', delimiter: ',' },
      counts: { created: 4, updated: 0, skipped: 0, failed: 0 },
    });
    expect(harness.values()).toMatchObject([
      {
        name: '王小明',
        mobile: '+8613800138000',
        phone: '+861088886666',
        email: 'wangxm@example.com',
        companyName: '北京星辰科技有限公司',
        source: 'event',
        nextContactAt: '2024-03-04T16:00:00.000Z',
      },
      { name: '李丽', email: 'lili@example.com', companyName: '上海远航', source: 'referral' },
      {
        name: '陈先生/张小姐',
        mobile: '+8613700137000',
        email: 'chen@example.com',
        companyName: '广州市宏图商行',
        nextContactAt: '2024-03-04T16:00:00.000Z',
      },
      {
        name: '欧阳娜娜',
        mobile: '+8618612345678',
        phone: '+8675523456789 ext. 8001',
        nextContactAt: '2024-03-05T06:30:00.000Z',
      },
    ]);
    const [wang, li, chen, ouyang] = harness.values().map(({ notes }) => String(notes));
    expect(wang).toBe('VIP客户，\n年底续签\n金额(元): ￥12，000.00');
    expect(li).toContain('手机: 1.39E+10');
    expect(li).toContain('客户名称: 上海远航贸易（集团）');
    expect(chen).toContain('手机: 13600136000');
    expect(chen).toContain('邮箱: zhang@example.com');
    expect(chen).toContain('客户来源: 电话来访');
    expect(ouyang).toContain('金额(元): －500');
    const report = JSON.parse(harness.text(`outbox/${job?.id}/report.json`) ?? '{}');
    const codes = report.notices.map(({ code }: { code: string }) => code).sort();
    expect(codes).toEqual(
      ['cell.digits-lost', 'cell.kept-in-notes', 'cell.several', 'cell.several'].sort(),
    );
  });

  it.skipIf(missing(chinese))(
    title('makes nothing twice of a file that comes twice', chinese),
    async () => {
      const harness = importHarness();
      await harness.drop('inbox/a.csv', readFileSync(data + chinese));
      const again = await harness.drop('inbox/b.csv', readFileSync(data + chinese));
      expect(again).toMatchObject({
        state: 'finished',
        counts: { created: 0, updated: 0, skipped: 4, failed: 0 },
      });
      const edited = Buffer.concat([readFileSync(data + chinese), Buffer.from('\r\n')]);
      const third = await harness.drop('inbox/c.csv', edited);
      expect(third).toMatchObject({ counts: { created: 0, updated: 0, skipped: 4, failed: 0 } });
      expect(harness.stored.size).toBe(4);
    },
  );
});
