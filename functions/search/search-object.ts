import type { Principal } from '#shared/auth/principal';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from '#shared/permissions/policy';
import type { Posting, Postings, SearchIndex, SearchScope } from '#shared/search/posting';
import { scopesFor } from '#shared/search/scopes-for';
import { isPair, pairedField } from '#shared/search/search-terms';
import { contains } from '#shared/search/search-text';
import { shownName } from '#shared/search/searched-fields';
import { isLive, recipientsOf } from '#shared/sharing/share';
import type { SearchQuery } from './search-query.ts';

/** A record that the index names, and how well it fits. */
export interface Candidate {
  readonly object: ObjectDefinition;
  readonly recordId: string;
  readonly field: string;
  /** Larger is better; equal ones are in the order of their creation. */
  readonly score: number;
  /** Whether only a share lets the caller see it. */
  readonly isShared: boolean;
}

export interface ObjectMatches {
  readonly candidates: readonly Candidate[];
  /** Whether the candidates are all that the caller may see. */
  readonly isExact: boolean;
}

interface FoundPosting extends Posting {
  readonly isShared: boolean;
}

interface FoundPostings {
  readonly postings: readonly FoundPosting[];
  readonly isComplete: boolean;
}

/** What several parts of the index found; shares that count no more have opened nothing. */
function joined(
  parts: readonly (Postings & { readonly scope: SearchScope })[],
  now: string,
): FoundPostings {
  return {
    postings: parts.flatMap(({ scope, postings }) =>
      postings
        .filter((each) => isLive(each, now))
        .map((each) => ({ ...each, isShared: scope.by === 'shared' })),
    ),
    isComplete: parts.every(({ isComplete }) => isComplete),
  };
}

/** Finds an object's records by a query; what it costs does not depend on how many there are. */
export async function searchObject(
  index: SearchIndex,
  policy: Policy,
  principal: Principal,
  object: ObjectDefinition,
  { phrases, words, pairs }: SearchQuery,
  now: string,
): Promise<ObjectMatches> {
  const inScope = scopesFor(policy, principal, object.name);
  const seesAll = inScope.some(({ by }) => by === 'all');
  const opensMore = inScope.length > 0 && !seesAll;
  const shared = opensMore ? recipientsOf(principal) : [];
  const scopes = [
    ...inScope,
    ...shared.map((recipient): SearchScope => ({ by: 'shared', recipient })),
  ];
  const isVisible = (field: string) =>
    field === shownName ||
    (Object.hasOwn(object.fields, field) && policy.canCompare(object.name, field));
  const lookUp = async (prefix: string) => {
    const parts = scopes.map(async (scope) => ({
      ...(await index.find(object.name, scope, prefix)),
      scope,
    }));
    return joined(await Promise.all(parts), now);
  };

  const [byPhrase, byWord, byPair] = await Promise.all([
    Promise.all(phrases.map(lookUp)),
    Promise.all(words.map(lookUp)),
    Promise.all(seesAll ? pairs.map(lookUp) : []),
  ]);

  const hidesPairs = Object.hasOwn(object.fields, pairedField) && !isVisible(pairedField);
  const hasAllWords = ({ texts, field, term }: Posting) => {
    const visible = Object.entries(texts).flatMap(([name, text]) =>
      isVisible(name) ? [text] : [],
    );
    // A pair also says what another field holds, perhaps one that the caller may not read.
    const own = hidesPairs && isPair(object, field, term) ? [] : [term];
    return words.every((word) => [...visible, ...own].some((text) => contains(text, word)));
  };
  const whole = byPhrase.flatMap(({ postings }) => postings);
  const intersected = [...byWord, ...byPair]
    .flatMap(({ postings }) => postings)
    .filter(hasAllWords);
  const found = [...whole, ...intersected].filter(({ field }) => isVisible(field));

  const best = new Map<string, Candidate>();
  for (const { recordId, field, term, isShared } of found) {
    const score = (phrases.includes(term) ? 2 : 0) + (field === shownName ? 1 : 0);
    const earlier = best.get(recordId);
    const better = earlier && earlier.score >= score ? earlier : { object, recordId, field, score };
    best.set(recordId, { ...better, isShared: isShared && (earlier?.isShared ?? true) });
  }
  // One list that was read to its end has every record with all words.
  const wordsAreExact = words.length === 0 || [...byWord].some(({ isComplete }) => isComplete);
  return {
    candidates: [...best.values()],
    isExact: wordsAreExact && byPhrase.every(({ isComplete }) => isComplete),
  };
}
