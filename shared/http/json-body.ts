import { DomainError } from '#shared/errors/domain-error';

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const maxDepth = 32;

/** Throws `request.invalid` for a name that could reach an object's prototype (ASVS 15.3.6). */
export function refuseForbiddenName(name: string, path = name): void {
  if (!forbiddenKeys.has(name)) return;
  const fields = [{ field: path, message: 'This name is not allowed.' }];
  throw new DomainError('request.invalid', { fields });
}

/**
 * Parses a request body. Refuses what is not JSON, nesting deeper than 32 levels and keys that could
 * reach an object's prototype (ASVS 15.3.6).
 */
export function parseJsonBody(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError(
      'request.malformed',
      { detail: 'The body could not be read as JSON; check quotes, commas and brackets.' },
      { cause },
    );
  }
  const waiting: { value: unknown; depth: number; path: string }[] = [
    { value, depth: 1, path: '' },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > maxDepth)
      throw new DomainError('request.malformed', {
        detail: `The body is nested deeper than ${maxDepth} levels.`,
      });
    for (const [key, child] of Object.entries(next.value)) {
      const path = next.path ? `${next.path}.${key}` : key;
      refuseForbiddenName(key, path);
      waiting.push({ value: child, depth: next.depth + 1, path });
    }
  }
  return value;
}
