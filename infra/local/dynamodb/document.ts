import {
  type AttributeMap,
  type AttributeValue,
  attributeOf,
  setAttribute,
} from './attribute-value.ts';
import type { Path } from './expression-reader.ts';

/** The value at a path of an item, or undefined. */
export function valueAt(item: AttributeMap, path: Path): AttributeValue | undefined {
  let value = attributeOf(item, path[0]);
  for (let depth = 1; value && depth < path.length; depth++) {
    const step = path[depth];
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined;
    else value = step !== undefined && 'M' in value ? attributeOf(value.M, step) : undefined;
  }
  return value;
}

/** The parts of the wanted paths under one step of an item: everything, or what lies below it. */
type Wanted = Map<string | number, Wanted | 'all'>;

/** The attributes at the paths, in their places; list elements move up, as in AWS. */
export function project(item: AttributeMap, paths: readonly Path[]): AttributeMap {
  const wanted: Wanted = new Map();
  for (const path of paths) {
    let level = wanted;
    for (const [depth, step] of path.entries()) {
      const below = level.get(step);
      if (below === 'all') break;
      if (depth === path.length - 1) level.set(step, 'all');
      else if (below) level = below;
      else {
        const deeper: Wanted = new Map();
        level.set(step, deeper);
        level = deeper;
      }
    }
  }
  return pickMap(item, wanted) ?? {};
}

function pickMap(map: AttributeMap, wanted: Wanted): AttributeMap | undefined {
  const picked: Record<string, AttributeValue> = {};
  let found = false;
  for (const [step, below] of wanted) {
    const value = typeof step === 'string' ? attributeOf(map, step) : undefined;
    const part = value && pick(value, below);
    if (!part) continue;
    setAttribute(picked, String(step), part);
    found = true;
  }
  return found ? picked : undefined;
}

function pick(value: AttributeValue, wanted: Wanted | 'all'): AttributeValue | undefined {
  if (wanted === 'all') return value;
  if ('M' in value) {
    const map = pickMap(value.M, wanted);
    return map && { M: map };
  }
  if (!('L' in value)) return undefined;
  const elements = [...wanted]
    .filter(([step]) => typeof step === 'number')
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([step, below]) => {
      const element = value.L[Number(step)];
      const part = element && pick(element, below);
      return part ? [part] : [];
    });
  return elements.length > 0 ? { L: elements } : undefined;
}
