import { type AttributeMap, type AttributeValue, attributeOf, typeOf } from './attribute-value.ts';
import { compareNumbers } from './number.ts';

/** Orders two values of one type among S, N and B; undefined for any other pair. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('N' in left) return 'N' in right ? compareNumbers(left.N, right.N) : undefined;
  if ('S' in left)
    return 'S' in right ? Buffer.compare(Buffer.from(left.S), Buffer.from(right.S)) : undefined;
  if ('B' in left)
    return 'B' in right
      ? Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'))
      : undefined;
  return undefined;
}

/** Whether two values are the same to DynamoDB: sets without regard to order, maps by name. */
export function valuesEqual(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  if ('S' in left) return 'S' in right && left.S === right.S;
  if ('N' in left) return 'N' in right && left.N === right.N;
  if ('B' in left) return 'B' in right && left.B === right.B;
  if ('BOOL' in left) return 'BOOL' in right && left.BOOL === right.BOOL;
  if ('M' in left) return 'M' in right && mapsEqual(left.M, right.M);
  if ('L' in left)
    return (
      'L' in right &&
      left.L.length === right.L.length &&
      left.L.every((each, at) => {
        const other = right.L[at];
        return other !== undefined && valuesEqual(each, other);
      })
    );
  if (typeOf(left) !== typeOf(right)) return false;
  const [ours, theirs] = [membersOf(left), membersOf(right)];
  const set = new Set(theirs);
  return ours.length === theirs.length && ours.every((each) => set.has(each));
}

export function mapsEqual(left: AttributeMap, right: AttributeMap): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const [a, b] = [attributeOf(left, name), attributeOf(right, name)];
    return a !== undefined && b !== undefined && valuesEqual(a, b);
  });
}

/** The members of a set; nothing for a value that is none. */
export function membersOf(value: AttributeValue): readonly string[] {
  if ('SS' in value) return value.SS;
  if ('NS' in value) return value.NS;
  return 'BS' in value ? value.BS : [];
}

/** A set with these members, of the same type as `like`. */
export function setLike(like: AttributeValue, members: readonly string[]): AttributeValue {
  if ('SS' in like) return { SS: members };
  return 'NS' in like ? { NS: members } : { BS: members };
}
