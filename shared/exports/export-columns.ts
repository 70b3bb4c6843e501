import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { Labels } from '#shared/objects/field';
import type { Policy } from '#shared/permissions/policy';

/** Facts of a record that are not fields of it. */
const facts: Readonly<Record<string, Labels>> = {
  id: { en: 'CRM ID', zh: 'CRM编号' },
  createdAt: { en: 'Created at', zh: '创建时间' },
  updatedAt: { en: 'Updated at', zh: '更新时间' },
};

/** Every column that an export of the object can have for whoever the policy is for. */
export function exportableColumns(policy: Policy, object: ObjectDefinition): string[] {
  return [...fieldsOf(object).map(({ name }) => name), ...Object.keys(facts)].filter((name) =>
    name in facts ? true : policy.canField('export', object.name, name),
  );
}

/** The columns of an export that names none: all fields, none of the facts. */
export function usualColumns(policy: Policy, object: ObjectDefinition): string[] {
  return exportableColumns(policy, object).filter((name) => !(name in facts));
}

export function columnTitle(object: ObjectDefinition, name: string, locale: 'en' | 'zh'): string {
  return (object.fields[name]?.labels ?? facts[name])?.[locale] ?? name;
}
