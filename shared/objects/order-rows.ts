import type { Field } from './field.ts';

const percent = (en: string, zh: string) =>
  ({ kind: 'number', labels: { en, zh }, minimum: 0, maximum: 100 }) as const satisfies Field;

/** What a line of an order says; prices are before discount and tax. */
export const orderLineColumns = {
  product: { kind: 'text', labels: { en: 'Product', zh: '产品' }, required: true },
  sku: { kind: 'text', labels: { en: 'SKU', zh: '产品编码' }, maxLength: 60 },
  quantity: {
    kind: 'number',
    labels: { en: 'Quantity', zh: '数量' },
    required: true,
    minimum: 0,
    maximum: 1_000_000,
  },
  unitPrice: { kind: 'money', labels: { en: 'Unit price', zh: '单价' }, required: true },
  discountPercent: percent('Discount in percent', '折扣（%）'),
  taxPercent: percent('Tax in percent', '税率（%）'),
} as const satisfies Record<string, Field>;

/** A payment that came in, or with a negative amount one that was given back. */
export const paymentColumns = {
  id: { kind: 'text', labels: { en: 'Payment ID', zh: '付款编号' }, required: true },
  amount: { kind: 'money', labels: { en: 'Amount', zh: '金额' }, required: true },
  paidOn: { kind: 'date', labels: { en: 'Paid on', zh: '付款日期' }, required: true },
  method: { kind: 'text', labels: { en: 'Method', zh: '付款方式' }, maxLength: 60 },
  reference: { kind: 'text', labels: { en: 'Reference', zh: '流水号' }, maxLength: 120 },
  recordedBy: { kind: 'user', labels: { en: 'Recorded by', zh: '登记人' }, required: true },
} as const satisfies Record<string, Field>;
