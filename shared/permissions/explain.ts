import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Labels } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import type { RecordAction } from './permission.ts';
import { type Caller, policyFor, type RecordFacts } from './policy.ts';
import { type Grant, type Scope, widest } from './rights.ts';

/** What somebody wants to know: may this person do this, to this record, to this field? */
export interface Question {
  readonly action: RecordAction;
  readonly object: ObjectName;
  readonly field?: string | undefined;
  /** Absent: whether for any record at all. */
  readonly facts?: RecordFacts | undefined;
}

/** The rule that decided. */
export type Decision =
  | 'owner'
  | 'team'
  | 'all'
  | 'share'
  | 'some-records'
  | 'no-grant'
  | 'out-of-scope'
  | 'field-unknown'
  | 'field-hidden'
  | 'field-read-only'
  | 'no-record'
  | 'not-active';

/** Which grant or share allows an action, or why none does; a sentence in both languages. */
export interface Explanation {
  readonly allowed: boolean;
  readonly decision: Decision;
  /** The grant that allows it, or the one that comes closest. */
  readonly grant: Grant | undefined;
  readonly because: Labels;
}

const verbs: Readonly<Record<RecordAction, Labels>> = {
  create: { en: 'create', zh: '新建' },
  read: { en: 'read', zh: '查看' },
  update: { en: 'change', zh: '修改' },
  delete: { en: 'delete', zh: '删除' },
  export: { en: 'export', zh: '导出' },
  import: { en: 'import', zh: '导入' },
};

const reach: Readonly<Record<Scope, Labels>> = {
  own: { en: 'of their own', zh: '本人的' },
  team: { en: 'of their team', zh: '本团队的' },
  all: { en: 'of everybody', zh: '所有人的' },
};

/** What the policy itself decides; the others need the person and the record. */
type PolicyDecision = Exclude<Decision, 'no-record' | 'not-active'>;

function decide(caller: Caller, question: Question, described: ObjectDefinition): PolicyDecision {
  const { action, object, field, facts } = question;
  const policy = policyFor(caller);
  const scope = policy.scope(action, object);
  if (!scope) return 'no-grant';
  if (field !== undefined && !Object.hasOwn(described.fields, field)) return 'field-unknown';
  if (!policy.can(action, object, facts)) return 'out-of-scope';
  if (field !== undefined && !policy.canField(action, object, field, facts))
    return policy.canField('read', object, field, facts) ? 'field-read-only' : 'field-hidden';
  if (!facts) return scope === 'all' ? 'all' : 'some-records';
  if (scope === 'all') return 'all';
  if (facts.ownerId === caller.userId) return 'owner';
  const withoutShare = { ownerId: facts.ownerId, teamId: facts.teamId };
  return policy.can(action, object, withoutShare) ? 'team' : 'share';
}

function sentence(
  decision: PolicyDecision,
  caller: Caller,
  question: Question,
  scope: Scope,
): Labels {
  const { role } = caller;
  const { many } = objects[question.object].labels;
  const verb = verbs[question.action];
  const en = `${verb.en} ${many.en.toLowerCase()}`;
  const zh = `${verb.zh}${many.zh}`;
  switch (decision) {
    case 'owner':
      return {
        en: `The role ${role} may ${en}, and this person owns the record.`,
        zh: `角色“${role}”可以${zh}，且此人是该记录的负责人。`,
      };
    case 'team':
      return {
        en: `The role ${role} may ${en} ${reach.team.en}, and the record belongs to it.`,
        zh: `角色“${role}”可以${verb.zh}${reach.team.zh}${many.zh}，且该记录属于该团队。`,
      };
    case 'all':
    case 'some-records':
      return {
        en: `The role ${role} may ${en} ${reach[scope].en}.`,
        zh: `角色“${role}”可以${verb.zh}${reach[scope].zh}${many.zh}。`,
      };
    case 'share':
      return {
        en: `The record was shared with this person or their team, and the role ${role} may ${en}.`,
        zh: `该记录已共享给此人或其团队，且角色“${role}”可以${zh}。`,
      };
    case 'no-grant':
      return {
        en: `No grant of the role ${role} lets it ${en}.`,
        zh: `角色“${role}”没有${zh}的权限。`,
      };
    case 'out-of-scope':
      return {
        en: `The role ${role} may ${en} ${reach[scope].en} only; this record is not among them and was not shared for that.`,
        zh: `角色“${role}”只能${verb.zh}${reach[scope].zh}${many.zh}；该记录不在其中，也没有为此共享。`,
      };
    case 'field-unknown':
      return { en: `${many.en} have no such field.`, zh: `${many.zh}没有这个字段。` };
    case 'field-hidden':
      return {
        en: `The role ${role} may ${en}, but this field is hidden from it.`,
        zh: `角色“${role}”可以${zh}，但该字段对其隐藏。`,
      };
    case 'field-read-only':
      return {
        en: `The role ${role} may ${en}, but this field is read-only for it.`,
        zh: `角色“${role}”可以${zh}，但该字段对其只读。`,
      };
  }
}

/**
 * Says why somebody may or may not do something, by the same policy that decides it. `described` has the
 * fields that there are for whoever asks.
 */
export function explain(
  caller: Caller,
  question: Question,
  described: ObjectDefinition = objects[question.object],
): Explanation {
  const { action, object } = question;
  const decision = decide(caller, question, described);
  const scope = widest(caller.rights, action, object);
  const grant = caller.rights.grants.find(
    (each) => each.object === object && each.actions.includes(action) && each.scope === scope,
  );
  return {
    allowed: ['owner', 'team', 'all', 'share', 'some-records'].includes(decision),
    decision,
    grant,
    because: sentence(decision, caller, question, scope ?? 'own'),
  };
}
