import { describe, expect, it } from 'vitest';
import { evaluate, noValue, resolve, type Scope } from '#infra/local/assembly/intrinsics';

const refs: Record<string, unknown> = {
  'AWS::Region': 'eu-west-1',
  'AWS::NoValue': noValue,
  Table: 'records',
  Numbers: 3,
};
const conditions: Record<string, unknown> = {
  Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
  No: { 'Fn::Not': [{ Condition: 'Yes' }] },
};
const scope: Scope = {
  where: 'Stack/Thing',
  ref: (name) => refs[name] ?? expect.fail(name),
  attribute: (logicalId, name) => `${logicalId}:${name}`,
  stackOutput: (stack, output) => `${stack} says ${output}`,
  importValue: (name) => `imported ${name}`,
  condition: (name) => conditions[name],
  mapping: (...path) => path.join('.'),
};

describe('intrinsic functions', () => {
  it.each([
    { value: 'plain', expected: 'plain' },
    { value: { a: [1, true, null] }, expected: { a: [1, true, null] } },
    { value: { Ref: 'Table' }, expected: 'records' },
    { value: { 'Fn::GetAtt': ['Table', 'Arn'] }, expected: 'Table:Arn' },
    { value: { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, expected: 'Nested:Outputs.Arn' },
    {
      value: { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, { Ref: 'Numbers' }]] },
      expected: 'a-records-3',
    },
    {
      value: { 'Fn::Sub': `\${AWS::Region}/\${Table.Arn}/\${!Literal}` },
      expected: `eu-west-1/Table:Arn/\${Literal}`,
    },
    { value: { 'Fn::Sub': [`\${x}-\${Table}`, { x: { Ref: 'Numbers' } }] }, expected: '3-records' },
    { value: { 'Fn::Split': ['/', 'a/b'] }, expected: ['a', 'b'] },
    { value: { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b'] }] }, expected: 'b' },
    {
      value: { 'Fn::ImportValue': { 'Fn::Sub': `\${Table}-name` } },
      expected: 'imported records-name',
    },
    {
      value: { 'Fn::GetStackOutput': { StackName: { Ref: 'Table' }, OutputName: 'Stream' } },
      expected: 'records says Stream',
    },
    {
      value: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'key'] },
      expected: 'M.eu-west-1.key',
    },
    { value: { 'Fn::Base64': 'abc' }, expected: 'YWJj' },
    { value: { 'Fn::If': ['Yes', { Ref: 'Table' }, 'other'] }, expected: 'records' },
    { value: { 'Fn::If': ['No', 'one', 'other'] }, expected: 'other' },
    {
      value: { kept: 1, left: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } },
      expected: { kept: 1 },
    },
    { value: [{ Ref: 'AWS::NoValue' }, 'b'], expected: ['b'] },
    { value: { Ref: 'a', other: 1 }, expected: { Ref: 'a', other: 1 } },
  ])('turn $value into $expected', ({ value, expected }) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it.each([
    {
      value: { deep: [{ 'Fn::Transform': {} }] },
      message: 'Stack/Thing: Fn::Transform is not known',
    },
    { value: '{{resolve:ssm:name}}', message: 'Stack/Thing: the dynamic reference' },
    { value: { 'Fn::Join': ['-', 'text'] }, message: 'Stack/Thing: a list was expected' },
    {
      value: { 'Fn::Select': [5, ['a']] },
      message: 'Stack/Thing: Fn::Select finds nothing at index 5',
    },
    { value: { 'Fn::Join': ['', [{ a: 1 }]] }, message: 'Stack/Thing: a text was expected' },
  ])('refuse $value and name the resource', ({ value, message }) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });

  it.each([
    { condition: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, expected: false },
    {
      condition: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': ['a', 'a'] }] },
      expected: true,
    },
    { condition: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, expected: true },
    { condition: { 'Fn::Or': [{ Condition: 'No' }] }, expected: false },
  ])('decide $condition as $expected', ({ condition, expected }) => {
    expect(evaluate(condition, scope)).toBe(expected);
  });
});
