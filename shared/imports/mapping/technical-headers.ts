import { headerKey } from './header-key.ts';

/** Columns that other systems keep for themselves: they say nothing about a customer. */
const names = [
  'Index',
  'Row',
  '序号',
  'IsDeleted',
  'MasterRecordId',
  'ParentId',
  'OwnerId',
  'CreatedById',
  'CreatedDate',
  'Create Date',
  'Created Time',
  'Created At',
  'Created By',
  'LastModifiedById',
  'LastModifiedDate',
  'Last Modified Date',
  'Modified Time',
  'Modified By',
  'Updated At',
  'UpdatedAt',
  'SystemModstamp',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
  'RecordTypeId',
  'PhotoUrl',
  'Session Id',
  'Row Checksum',
  'Modified On',
  '创建时间',
  '创建人',
  '修改时间',
  '更新时间',
];

const technical = new Set(names.map(headerKey));

/** Headers that our own error files add. */
export const reasonHeaders = { en: 'Import error', zh: '导入失败原因' } as const;

const reasons = new Set(Object.values(reasonHeaders).map(headerKey));

/** Whether a column is another system's own bookkeeping, or the reason column of an error file. */
export function isTechnical(header: string): boolean {
  const key = headerKey(header);
  return technical.has(key) || reasons.has(key);
}
