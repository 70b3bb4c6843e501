import type { Choice } from './field.ts';

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;

export type Priority = (typeof priorities)[number];

/** How pressing a ticket or task is. */
export const priorityChoices: readonly Choice[] = [
  { code: 'low', labels: { en: 'Low', zh: '低' } },
  { code: 'normal', labels: { en: 'Normal', zh: '普通' } },
  { code: 'high', labels: { en: 'High', zh: '高' } },
  { code: 'urgent', labels: { en: 'Urgent', zh: '紧急' } },
];
