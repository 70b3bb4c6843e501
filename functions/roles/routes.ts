import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { NewRole, RolePatch, RoleView } from './role-schema.ts';

const params = z.object({
  roleId: z.string().max(64).meta({ description: 'The id of the role.' }),
});
const refusals = ['role.above_own', 'role.own', 'role.essential'] as const;

export const rolesRoutes = defineRoutes({
  listRoles: {
    method: 'GET',
    path: '/roles',
    summary: 'List the roles with their rights',
    permission: 'roles.read',
    status: 200,
    response: z.object({ roles: z.array(RoleView) }),
    errors: [],
  },
  readRole: {
    method: 'GET',
    path: '/roles/{roleId}',
    summary: 'Read a role',
    permission: 'roles.read',
    params,
    status: 200,
    response: RoleView,
    errors: ['request.not_found'],
  },
  createRole: {
    method: 'POST',
    path: '/roles',
    summary: 'Make a role, anew or as a copy of another one',
    permission: 'roles.manage',
    stepUp: true,
    body: NewRole,
    status: 201,
    response: RoleView,
    errors: ['role.exists', 'role.unknown', 'role.above_own'],
  },
  changeRole: {
    method: 'PATCH',
    path: '/roles/{roleId}',
    summary: 'Rename a role or change its rights, from the next request of its holders on',
    permission: 'roles.manage',
    stepUp: true,
    params,
    body: RolePatch,
    versioned: true,
    status: 200,
    response: RoleView,
    errors: ['request.not_found', 'record.version_conflict', ...refusals],
  },
  resetRole: {
    method: 'POST',
    path: '/roles/{roleId}/reset',
    summary: 'Give a shipped role back the rights it came with',
    permission: 'roles.manage',
    stepUp: true,
    params,
    status: 200,
    response: RoleView,
    errors: ['request.not_found', 'record.version_conflict', ...refusals],
  },
  removeRole: {
    method: 'DELETE',
    path: '/roles/{roleId}',
    summary: 'Remove a role that nobody has',
    permission: 'roles.manage',
    stepUp: true,
    params,
    versioned: true,
    status: 204,
    errors: [
      'request.not_found',
      'record.version_conflict',
      'role.in_use',
      'role.shipped',
      'role.above_own',
    ],
  },
});
