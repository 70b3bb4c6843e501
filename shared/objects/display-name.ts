import type { ObjectDefinition } from './define-object.ts';
import type { RecordValues } from './field.ts';

const chinese = /^[\p{Script=Han}·]+$/u;

/**
 * The name people read, from the first group of name fields that has a filled one. Chinese names are
 * joined family name first and without a space.
 */
export function displayName(object: ObjectDefinition, values: RecordValues): string {
  for (const group of object.nameFields) {
    const parts = group.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' ? [value] : [];
    });
    if (parts.length === 0) continue;
    return parts.every((part) => chinese.test(part)) ? parts.reverse().join('') : parts.join(' ');
  }
  return '';
}
