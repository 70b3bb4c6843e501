import { describe, expect, it } from 'vitest';
import { findHeader } from '#shared/imports/mapping/find-header';
import { headerKey } from '#shared/imports/mapping/header-key';
import { proposeMapping } from '#shared/imports/mapping/propose-mapping';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';

const uses = (object: ObjectDefinition, headers: string[]) =>
  proposeMapping(object, headers).columns.map(({ use }) =>
    use.kind === 'field' ? use.field : use.kind,
  );

describe('proposeMapping', () => {
  it.each<{ title: string; object: ObjectDefinition; headers: string[]; expected: string[] }>([
    {
      title: 'HubSpot contacts',
      object: contact,
      headers: ['Record ID', 'First Name', 'Email', 'Phone Number', 'Contact owner', 'Create Date'],
      expected: ['externalId', 'firstName', 'email', 'phone', 'ownerId', 'ignored'],
    },
    {
      title: 'Salesforce accounts',
      object: company,
      headers: [
        'ID',
        'NAME',
        'BILLINGCITY',
        'ANNUALREVENUE',
        'NUMBEROFEMPLOYEES',
        'SYSTEMMODSTAMP',
      ],
      expected: ['externalId', 'name', 'city', 'annualRevenue', 'employees', 'ignored'],
    },
    {
      title: 'Chinese lists with required marks and units',
      object: company,
      headers: ['客户名称*', '统一社会信用代码', '年营业额(元)', '联系电话', '备注【选填】'],
      expected: ['name', 'taxNumber', 'annualRevenue', 'phone', 'description'],
    },
    {
      title: 'a person beside a customer: the customer is the company',
      object: contact,
      headers: ['客户名称', '联系人', '手机'],
      expected: ['companyName', 'name', 'mobile'],
    },
    {
      title: 'other writings of one header',
      object: contact,
      headers: ['E-MAIL', 'ｅｍａｉｌ', 'email_address', 'Email__c'],
      expected: ['email', 'email', 'email', 'email'],
    },
    {
      title: 'our own error files: the reason is left out',
      object: contact,
      headers: ['Name', 'Import error', '导入失败原因'],
      expected: ['name', 'ignored', 'ignored'],
    },
    {
      title: 'names that could harm an object',
      object: contact,
      headers: ['__proto__', 'constructor', 'toString', 'Name'],
      expected: ['notes', 'notes', 'notes', 'name'],
    },
  ])('reads $title', ({ object, headers, expected }) => {
    expect(uses(object, headers)).toEqual(expected);
  });

  it('compares headers by letters and digits only', () => {
    expect(headerKey(' ＊E-Mail （必填）')).toBe('email');
    expect(headerKey('(元)')).toBe('元');
  });
});

describe('findHeader', () => {
  const rows = (...cells: string[][]) => cells.map((each, at) => ({ row: at + 1, cells: each }));

  it('finds the header below a title and instructions', () => {
    const found = findHeader(
      shippedDefinitions,
      rows(
        ['客户资料导入模板'],
        ['说明：带*为必填'],
        ['姓名*', '手机*', '邮箱'],
        ['王伟', '138', ''],
      ),
      undefined,
    );
    expect(found).toMatchObject({ header: { row: 3 }, mapping: { object: 'contact' } });
  });

  it.each([
    { title: 'people', headers: ['Name', 'Email', 'Company'], object: 'contact' },
    { title: 'organisations', headers: ['Name', 'Website', 'Industry'], object: 'company' },
    {
      title: 'people with their companies beside',
      headers: ['Company Name', 'Industry', 'Annual Revenue', 'Zip', 'Contact Email', 'First Name'],
      object: 'contact',
    },
  ])('tells lists of $title', ({ headers, object }) => {
    expect(
      findHeader(shippedDefinitions, rows(headers, ['a', 'b', 'c']), undefined)?.mapping.object,
    ).toBe(object);
  });

  it('keeps to the object of the folder', () => {
    const found = findHeader(shippedDefinitions, rows(['Name', 'Email', 'Phone']), 'company');
    expect(found?.mapping.object).toBe('company');
  });

  it('finds none where no column is known', () => {
    expect(
      findHeader(shippedDefinitions, rows(['foo', 'bar'], ['1', '2']), undefined),
    ).toBeUndefined();
  });
});
