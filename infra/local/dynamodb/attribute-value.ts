import { invalid, invalidValues, malformed } from './failures.ts';
import { canonicalNumber } from './number.ts';

/** A value in the wire format; numbers are canonical decimal strings, binaries canonical base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap };

/** Attributes by name. Read it with `attributeOf`: a name may be that of an `Object` method. */
export type AttributeMap = Readonly<Record<string, AttributeValue>>;

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** The documented limit for lists and maps within each other. */
const deepestNesting = 32;

export function typeOf(value: AttributeValue): AttributeType {
  if ('S' in value) return 'S';
  if ('N' in value) return 'N';
  if ('M' in value) return 'M';
  if ('L' in value) return 'L';
  if ('BOOL' in value) return 'BOOL';
  if ('NULL' in value) return 'NULL';
  if ('B' in value) return 'B';
  if ('SS' in value) return 'SS';
  return 'NS' in value ? 'NS' : 'BS';
}

export function attributeOf(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** Sets an attribute of a map under construction, also where its name is `__proto__`. */
export function setAttribute(
  map: Record<string, AttributeValue>,
  name: string,
  value: AttributeValue,
): void {
  if (name !== '__proto__') map[name] = value;
  else
    Object.defineProperty(map, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

export function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** Reads attributes of a request into canonical form. Throws where a value breaks a rule. */
export function readMap(raw: unknown, depth = 0): AttributeMap {
  if (!isRecord(raw)) throw malformed('Start of structure or map found where not expected.');
  const map: Record<string, AttributeValue> = {};
  for (const name of Object.keys(raw)) setAttribute(map, name, readValue(raw[name], depth));
  return map;
}

/** Reads one value of a request into canonical form. Throws where it breaks a rule. */
export function readValue(raw: unknown, depth = 0): AttributeValue {
  if (!isRecord(raw)) throw malformed('Unexpected value type in payload');
  const types = Object.keys(raw);
  const [type = ''] = types;
  if (types.length !== 1)
    throw invalid(
      types.length === 0
        ? 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
        : 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  const content = raw[type];
  switch (type) {
    case 'S':
      return { S: text(content) };
    case 'N':
      return { N: canonicalNumber(text(content)) };
    case 'B':
      return { B: canonicalBinary(text(content)) };
    case 'BOOL':
      if (typeof content !== 'boolean') throw malformed('Unexpected token received from parser');
      return { BOOL: content };
    case 'NULL':
      if (content !== true)
        throw invalidValues('Null attribute value types must have the value of true');
      return { NULL: true };
    case 'SS':
      return { SS: readSet('string', elements(content).map(text)) };
    case 'NS':
      return {
        NS: readSet(
          'number',
          elements(content).map((each) => canonicalNumber(text(each))),
        ),
      };
    case 'BS':
      return {
        BS: readSet(
          'binary',
          elements(content).map((each) => canonicalBinary(text(each))),
        ),
      };
    case 'L':
      checkDepth(depth);
      return { L: elements(content).map((each) => readValue(each, depth + 1)) };
    case 'M':
      checkDepth(depth);
      return { M: readMap(content, depth + 1) };
    default:
      throw invalid(
        'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
      );
  }
}

function checkDepth(depth: number): void {
  if (depth >= deepestNesting)
    throw invalid('Nesting Levels have exceeded supported limits: Attribute value nesting > 32');
}

function text(content: unknown): string {
  if (typeof content !== 'string') throw malformed('Value can not be converted to String');
  return content;
}

function elements(content: unknown): readonly unknown[] {
  if (!Array.isArray(content)) throw malformed('Unexpected field type');
  return content;
}

function readSet(kind: string, members: readonly string[]): readonly string[] {
  if (members.length === 0) throw invalidValues(`An ${kind} set  may not be empty`);
  if (new Set(members).size !== members.length)
    throw invalidValues(`Input collection [${members.join(', ')}] contains duplicates.`);
  return members;
}

function canonicalBinary(base64: string): string {
  const canonical = Buffer.from(base64, 'base64').toString('base64');
  if (canonical.replace(/=+$/, '') !== base64.replace(/=+$/, ''))
    throw malformed('The string is not valid Base64');
  return canonical;
}
