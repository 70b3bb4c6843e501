import { objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { duties, recordActions } from '#shared/permissions/permission';
import { widest } from '#shared/permissions/rights';
import { shippedRole } from '#shared/permissions/role';
import { roleNames, roles } from '#shared/permissions/roles';
import { markdownTable } from './markdown-table.ts';

function cell(role: (typeof roleNames)[number], object: (typeof objectNames)[number]): string {
  const scoped = recordActions.flatMap((action) => {
    const scope = widest(roles[role], action, object);
    return scope ? [{ action, scope }] : [];
  });
  const byScope = Map.groupBy(scoped, ({ scope }) => scope);
  return (
    (['all', 'team', 'own'] as const)
      .flatMap((scope) => {
        const actions = byScope.get(scope)?.map(({ action }) => action);
        return actions ? [`${scope}: ${actions.join(', ')}`] : [];
      })
      .join('; ') || '–'
  );
}

function fieldRules(): string[][] {
  return roleNames.flatMap((role) =>
    roles[role].grants.flatMap(({ object, actions, hidden = [], readOnly = [] }) =>
      hidden.length + readOnly.length === 0
        ? []
        : [
            [
              role,
              object,
              actions.join(', '),
              hidden.join(', ') || '–',
              readOnly.join(', ') || '–',
            ],
          ],
    ),
  );
}

/** The page `docs/permissions.md`: what the shipped roles may do, written from the roles themselves. */
export function permissionMatrix(): string {
  const head = ['role', ...objectNames];
  const rows = roleNames.map((role) => [role, ...objectNames.map((object) => cell(role, object))]);
  const names = roleNames.map((role) => {
    const { en, zh } = shippedRole(role).names;
    return [role, en, zh];
  });
  return `# Permissions

Written by \`npm run docs\` from \`shared/permissions/roles.ts\`; a test fails when it is not current. This is what ships:
administrators edit, copy and add roles (\`/roles\`), and a change holds from the next request of every holder on.

\`own\` is what a person owns, \`team\` what their team owns as well, \`all\` everything. A share of one record (\`/shares\`) widens which
records a person reads or changes, never what their role may do. What no grant allows is denied.

${markdownTable(['role', 'English', '中文'], names)}

## Records

${markdownTable(head, rows)}

Objects: ${objectNames.map((name) => `${name} (${objects[name].labels.one.zh})`).join(', ')}.

## Fields

Hidden fields are neither shown nor written, filtered, sorted or searched by; read-only ones are shown and not written. Hidden and read-only
fields not named here follow the actions above.

${markdownTable(['role', 'object', 'for', 'hidden', 'read-only'], fieldRules())}

## Duties

${markdownTable(
  ['duty', ...roleNames],
  duties.map((duty) => [
    `\`${duty}\``,
    ...roleNames.map((role) => (roles[role].duties.includes(duty) ? 'yes' : '–')),
  ]),
)}
`;
}
