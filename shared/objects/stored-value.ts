import * as z from 'zod';
import type { FieldValue } from './field.ts';
import { objectNames } from './names.ts';

/** The shapes of stored values that are more than one text, number or truth. */
export const storedShapes = {
  number: z.number(),
  boolean: z.boolean(),
  tags: z.array(z.string()).readonly(),
  money: z.object({ amount: z.int(), currency: z.string() }),
  related: z.array(z.strictObject({ object: z.enum(objectNames), id: z.string() })).readonly(),
  rows: z
    .array(
      z.record(
        z.string(),
        z.union([
          z.string(),
          z.number(),
          z.boolean(),
          z.object({ amount: z.int(), currency: z.string() }),
        ]),
      ),
    )
    .readonly(),
} as const;

/** Any value of any field, by its shape. */
export const StoredValue: z.ZodType<FieldValue> = z.union([
  z.string(),
  storedShapes.number,
  storedShapes.boolean,
  storedShapes.tags,
  storedShapes.money,
  storedShapes.related,
  storedShapes.rows,
]);
