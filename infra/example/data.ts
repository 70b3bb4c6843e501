import * as z from 'zod';
import {
  exampleActivities,
  exampleCampaigns,
  exampleDeals,
  exampleLeads,
  exampleOrders,
  exampleTasks,
  exampleTickets,
  inHours,
} from './sales-data.ts';

const companies = [
  { name: 'Northwind Logistics', domain: 'northwind.example', city: 'Rotterdam', country: 'NL' },
  { name: 'Alder & Finch Architects', domain: 'alderfinch.example', city: 'Leeds', country: 'GB' },
  { name: 'Blue Heron Robotics', domain: 'blueheron.example', city: 'Portland', country: 'US' },
  { name: '杭州云帆科技有限公司', domain: 'yunfan.example', city: '杭州', country: 'CN' },
  { name: '上海远航贸易有限公司', domain: 'yuanhang.example', city: '上海', country: 'CN' },
  { name: '深圳星河电子有限公司', domain: 'xinghe.example', city: '深圳', country: 'CN' },
] as const;

const contacts = [
  ['Maria', 'Jansen', 'Head of Purchasing', 0],
  ['Tom', 'de Wit', 'Warehouse Manager', 0],
  ['Priya', 'Nair', 'Partner', 1],
  ['Oliver', 'Grant', 'Office Manager', 1],
  ['Dana', 'Whitfield', 'CTO', 2],
  ['Luis', 'Ortega', 'Buyer', 2],
  ['伟', '王', '采购经理', 3],
  ['静', '李', '总经理', 3],
  ['敏', '张', '销售总监', 4],
  ['磊', '刘', '物流主管', 4],
  ['洋', '陈', '技术总监', 5],
  ['芳', '赵', '财务经理', 5],
] as const;

const Created = z.object({ id: z.string() });

/**
 * Fills an empty deployment with example records of every object through the API, as the person whose
 * session is given. Repeating it creates nothing twice: each request carries its own key.
 */
export async function createExampleData(api: string, token: string): Promise<void> {
  const create = async (path: string, key: string, body: object): Promise<string> => {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `example-${key}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`Example data were refused: ${response.status} ${await response.text()}`);
    return Created.parse(await response.json()).id;
  };
  const ids = await Promise.all(
    companies.map((company) => create('/companies', company.domain, company)),
  );
  const people = await Promise.all(
    contacts.map(([firstName, lastName, jobTitle, company], index) =>
      create('/contacts', `contact-${index}`, {
        firstName,
        lastName,
        jobTitle,
        email: `contact${index + 1}@${companies[company].domain}`,
        companyId: ids[company],
      }),
    ),
  );
  const about = (contact: number) => [{ object: 'contact', id: people[contact] }];
  const all = <T>(path: string, items: readonly T[], bodyOf: (item: T) => object) =>
    items.map((item, index) => create(path, `${path.slice(1)}-${index}`, bodyOf(item)));
  await Promise.all([
    ...all('/leads', exampleLeads, (lead) => lead),
    ...all('/deals', exampleDeals, ({ company, ...deal }) => ({
      ...deal,
      companyId: ids[company],
      closeDate: inHours(24 * 40).slice(0, 10),
    })),
    ...all('/orders', exampleOrders, ({ company, ...order }) => ({
      ...order,
      companyId: ids[company],
      orderedOn: inHours(-48).slice(0, 10),
    })),
    ...all('/tickets', exampleTickets, ({ company, ...ticket }) => ({
      ...ticket,
      companyId: ids[company],
    })),
    ...all('/campaigns', exampleCampaigns, (campaign) => campaign),
    ...all('/activities', exampleActivities, ({ contact, hoursAgo, ...activity }) => ({
      ...activity,
      happenedAt: inHours(-hoursAgo),
      related: about(contact),
    })),
    ...all('/tasks', exampleTasks, ({ contact, inHours: hours, ...task }) => ({
      ...task,
      dueAt: inHours(hours),
      remindAt: inHours(hours - 2),
      related: about(contact),
    })),
  ]);
}
