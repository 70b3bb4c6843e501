import { externalIdField, ownerField, tagsField } from './common-fields.ts';
import { defineObject } from './define-object.ts';
import { orderLineColumns, paymentColumns } from './order-rows.ts';

/** What a customer bought: lines, totals and payments. */
export const order = defineObject({
  name: 'order',
  plural: 'orders',
  labels: { one: { en: 'Order', zh: '订单' }, many: { en: 'Orders', zh: '订单' } },
  nameFields: [['number']],
  numbered: { field: 'number', prefix: 'O-' },
  sorts: ['name', 'updatedAt', 'createdAt'],
  stageField: 'status',
  facets: ['paymentStatus'],
  frozen: {
    field: 'status',
    unless: ['draft'],
    fields: ['lines', 'discount', 'total', 'companyId', 'contactId'],
  },
  parentFields: ['companyId', 'contactId', 'dealId'],
  example: {
    orderedOn: '2026-03-02',
    lines: [
      {
        product: 'AGV 搬运机器人',
        sku: 'AGV-200',
        quantity: 2,
        unitPrice: { amount: 5_600_000, currency: 'CNY' },
        discountPercent: 5,
        taxPercent: 13,
      },
    ],
  },
  fields: {
    number: {
      kind: 'text',
      labels: { en: 'Order number', zh: '订单号' },
      unique: true,
      searchable: true,
      maxLength: 40,
      importAliases: {
        en: ['Order', 'Order No', 'Order No.', 'Order #', 'SO Number', 'Sales Order', 'Order Name'],
        zh: ['订单编号', '单号', '销售订单号'],
      },
    },
    companyId: {
      kind: 'reference',
      object: 'company',
      labels: { en: 'Company ID', zh: '公司编号' },
      importAliases: { en: ['AccountId', 'Customer ID'], zh: ['客户编号', '关联客户编号'] },
    },
    contactId: {
      kind: 'reference',
      object: 'contact',
      labels: { en: 'Contact ID', zh: '联系人编号' },
    },
    dealId: {
      kind: 'reference',
      object: 'deal',
      labels: { en: 'Deal ID', zh: '商机编号' },
      importAliases: { en: ['OpportunityId'], zh: ['关联商机编号'] },
    },
    status: {
      kind: 'choice',
      labels: { en: 'Order status', zh: '订单状态' },
      managed: 'after creation',
      choices: [
        { code: 'draft', labels: { en: 'Draft', zh: '草稿' } },
        { code: 'confirmed', labels: { en: 'Confirmed', zh: '已确认' } },
        { code: 'fulfilled', labels: { en: 'Fulfilled', zh: '已交付' } },
        { code: 'closed', labels: { en: 'Closed', zh: '已完成' } },
        { code: 'cancelled', labels: { en: 'Cancelled', zh: '已取消' } },
      ],
      importAliases: { en: ['Status', 'Fulfillment Status'], zh: ['状态'] },
    },
    orderedOn: {
      kind: 'date',
      labels: { en: 'Ordered on', zh: '下单日期' },
      importAliases: {
        en: ['Order Date', 'Order Start Date', 'Date', 'EFFECTIVEDATE', 'Sale Date'],
        zh: ['订单日期', '下单时间', '签单日期', '日期'],
      },
    },
    deliverOn: {
      kind: 'date',
      labels: { en: 'Deliver on', zh: '交付日期' },
      importAliases: {
        en: ['Delivery Date', 'Due Date', 'Ship Date'],
        zh: ['交货日期', '发货日期'],
      },
    },
    lines: {
      kind: 'rows',
      labels: { en: 'Lines', zh: '订单明细' },
      sensitivity: 'financial',
      columns: orderLineColumns,
      maximum: 100,
    },
    discount: {
      kind: 'money',
      labels: { en: 'Discount on the order', zh: '整单折扣' },
      sensitivity: 'financial',
      importAliases: { en: ['Discount', 'Order Discount'], zh: ['折扣', '优惠金额'] },
    },
    subtotal: {
      kind: 'money',
      labels: { en: 'Subtotal', zh: '小计' },
      sensitivity: 'financial',
      managed: true,
    },
    tax: {
      kind: 'money',
      labels: { en: 'Tax', zh: '税额' },
      sensitivity: 'financial',
      managed: true,
    },
    total: {
      kind: 'money',
      labels: { en: 'Total', zh: '总金额' },
      sensitivity: 'financial',
      importAliases: {
        en: ['Amount', 'Order Amount', 'Total Amount', 'Order Total', 'Grand Total', 'TOTALAMOUNT'],
        zh: ['订单金额', '金额', '合计', '总价', '应收金额'],
      },
    },
    cost: {
      kind: 'money',
      labels: { en: 'Cost', zh: '成本' },
      sensitivity: 'financial',
      importAliases: { en: ['Costs', 'Cost of Goods'], zh: ['成本金额'] },
    },
    payments: {
      kind: 'rows',
      labels: { en: 'Payments', zh: '付款记录' },
      sensitivity: 'financial',
      managed: true,
      columns: paymentColumns,
      maximum: 100,
    },
    paid: {
      kind: 'money',
      labels: { en: 'Paid', zh: '已付金额' },
      sensitivity: 'financial',
      managed: true,
    },
    balance: {
      kind: 'money',
      labels: { en: 'Balance due', zh: '未付金额' },
      sensitivity: 'financial',
      managed: true,
    },
    paymentStatus: {
      kind: 'choice',
      labels: { en: 'Payment status', zh: '付款状态' },
      sensitivity: 'financial',
      managed: true,
      choices: [
        { code: 'unpaid', labels: { en: 'Unpaid', zh: '未付款' } },
        { code: 'partly-paid', labels: { en: 'Partly paid', zh: '部分付款' } },
        { code: 'paid', labels: { en: 'Paid', zh: '已付清' } },
        { code: 'overpaid', labels: { en: 'Overpaid', zh: '多付' } },
      ],
    },
    invoiceNumber: {
      kind: 'text',
      labels: { en: 'Invoice number', zh: '发票号' },
      sensitivity: 'financial',
      maxLength: 60,
      importAliases: { en: ['Invoice', 'Invoice No', 'Invoice #'], zh: ['发票号码', '发票编号'] },
    },
    paymentTerms: {
      kind: 'text',
      labels: { en: 'Payment terms', zh: '付款条件' },
      sensitivity: 'financial',
      importAliases: { en: ['Terms'], zh: ['账期', '结算方式'] },
    },
    cancelReason: {
      kind: 'text',
      labels: { en: 'Reason for cancelling', zh: '取消原因' },
      managed: true,
    },
    description: {
      kind: 'longText',
      labels: { en: 'Description', zh: '备注' },
      importAliases: { en: ['Notes', 'Remarks', 'Comments'], zh: ['描述', '订单备注', '说明'] },
    },
    ownerId: ownerField,
    tags: tagsField,
    externalId: externalIdField({
      en: ['Order ID', 'Record ID - Order', '(Do Not Modify) Order'],
      zh: ['订单系统编号'],
    }),
  },
});
