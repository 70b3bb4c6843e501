/** Example records of the objects beyond companies and contacts; numbers name companies and contacts by place. */
const cny = (amount: number) => ({ amount: amount * 100, currency: 'CNY' });
const eur = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });
const hour = 3_600_000;

export const exampleLeads = [
  { name: 'Hannah Vogel', companyName: 'Vogel Optik GmbH', rating: 'warm', source: 'website' },
  { name: 'Marco Bianchi', companyName: 'Bianchi Ceramiche', rating: 'cold', source: 'event' },
  { name: '李雷', companyName: '宁波海川机械有限公司', rating: 'hot', source: 'event' },
  { name: '韩梅梅', companyName: '成都蓝田生物', rating: 'warm', source: 'referral' },
] as const;

export const exampleDeals = [
  { name: 'Warehouse automation', company: 0, stage: 'proposal', amount: eur(84_000) },
  { name: 'Office refit, phase 2', company: 1, stage: 'qualification', amount: eur(12_500) },
  { name: 'Robot arms 2026', company: 2, stage: 'negotiation', amount: eur(230_000) },
  { name: '云帆科技 · 年度采购', company: 3, stage: 'needs-analysis', amount: cny(128_000) },
  { name: '远航贸易 · 仓储系统', company: 4, stage: 'proposal', amount: cny(560_000) },
  { name: '星河电子 · 产线改造', company: 5, stage: 'won', amount: cny(980_000) },
] as const;

export const exampleOrders = [
  {
    company: 5,
    lines: [
      { product: 'AGV 搬运机器人', quantity: 2, unitPrice: cny(56_000), taxPercent: 13 },
      { product: '现场安装', quantity: 1, unitPrice: cny(8_000), taxPercent: 6 },
    ],
  },
  {
    company: 0,
    lines: [
      { product: 'Conveyor, 12 m', quantity: 3, unitPrice: eur(4_150), taxPercent: 21 },
      { product: 'Training day', quantity: 2, unitPrice: eur(900), discountPercent: 10 },
    ],
  },
] as const;

export const exampleTickets = [
  { subject: 'Scanner loses its connection', company: 0, priority: 'high', channel: 'phone' },
  { subject: 'Invoice names the wrong address', company: 1, priority: 'low', channel: 'e-mail' },
  { subject: '设备无法启动', company: 3, priority: 'urgent', channel: 'phone' },
  { subject: '咨询保修期', company: 5, priority: 'normal', channel: 'web' },
] as const;

export const exampleCampaigns = [
  { name: 'Spring webinar', type: 'webinar', status: 'active', budget: eur(3_000) },
  { name: '2026 上海工业博览会', type: 'event', status: 'planned', budget: cny(80_000) },
] as const;

/** Calls, mails and meetings with the contacts; hours before now. */
export const exampleActivities = [
  { type: 'call', subject: 'First talk about the warehouse', contact: 0, hoursAgo: 50 },
  { type: 'e-mail', subject: 'Sent the offer', contact: 0, hoursAgo: 26 },
  { type: 'meeting', subject: '需求沟通会', contact: 6, hoursAgo: 30 },
  { type: 'note', subject: '客户希望提前一周交付', contact: 10, hoursAgo: 3 },
] as const;

/** What is to be done; hours from now. */
export const exampleTasks = [
  { subject: 'Call back about the offer', contact: 0, priority: 'high', inHours: 20 },
  { subject: 'Prepare the demo', contact: 4, priority: 'normal', inHours: 70 },
  { subject: '寄送合同', contact: 6, priority: 'high', inHours: 24 },
  { subject: '回访客户', contact: 10, priority: 'low', inHours: 120 },
] as const;

/** A time some hours from now (or, negative, ago) as the API takes it. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * hour).toISOString();
}
