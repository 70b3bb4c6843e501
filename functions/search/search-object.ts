import type { Principal } from '#shared/auth/principal';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from '#shared/permissions/policy';
import type { Posting, Postings, SearchIndex } from '#shared/search/posting';
import { scopesFor } from '#shared/search/scopes-for';
import { contains } from '#shared/search/search-text';
import { shownName } from '#shared/search/searched-fields';
import type { SearchQuery } from './search-query.ts';

/** A record that the index names, and how well it fits. */
export interface Candidate {
  readonly object: ObjectDefinition;
  readonly recordId: string;
  readonly field: string;
  /** Larger is better; equal ones are in the order of their creation. */
  readonly score: number;
}

export interface ObjectMatches {
  readonly candidates: readonly Candidate[];
  /** Whether the candidates are all that the caller may see. */
  readonly isExact: boolean;
}

function joined(parts: readonly Postings[]): Postings {
  return {
    postings: parts.flatMap(({ postings }) => postings),
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
): Promise<ObjectMatches> {
  const scopes = scopesFor(policy, principal, object.name);
  const seesAll = scopes.some(({ by }) => by === 'all');
  const isVisible = (field: string) => field === shownName || policy.canCompare(object.name, field);
  const lookUp = async (prefix: string) =>
    joined(await Promise.all(scopes.map((scope) => index.find(object.name, scope, prefix))));

  const [byPhrase, byWord, byPair] = await Promise.all([
    Promise.all(phrases.map(lookUp)),
    Promise.all(words.map(lookUp)),
    Promise.all(seesAll ? pairs.map(lookUp) : []),
  ]);

  const hasAllWords = ({ texts, term }: Posting) => {
    const visible = Object.entries(texts).flatMap(([field, text]) =>
      isVisible(field) ? [text] : [],
    );
    return words.every((word) => [...visible, term].some((text) => contains(text, word)));
  };
  const whole = byPhrase.flatMap(({ postings }) => postings);
  const intersected = [...byWord, ...byPair]
    .flatMap(({ postings }) => postings)
    .filter(hasAllWords);
  const found = [...whole, ...intersected].filter(({ field }) => isVisible(field));

  const best = new Map<string, Candidate>();
  for (const { recordId, field, term } of found) {
    const score = (phrases.includes(term) ? 2 : 0) + (field === shownName ? 1 : 0);
    const earlier = best.get(recordId);
    if (!earlier || earlier.score < score) best.set(recordId, { object, recordId, field, score });
  }
  // One list that was read to its end has every record with all words.
  const wordsAreExact = words.length === 0 || [...byWord].some(({ isComplete }) => isComplete);
  return {
    candidates: [...best.values()],
    isExact: wordsAreExact && byPhrase.every(({ isComplete }) => isComplete),
  };
}
