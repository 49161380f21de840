/** Reads a scenario file. Errors are one line that names the file and the field. */
import * as z from 'zod/mini';
import { CHANGES } from '../../kernel/history/history.ts';
import { findRelease } from '../../kernel/history/releases.ts';
import { readJson } from '../../predicate/read-json.ts';
import { predicate, words } from '../../predicate/schema.ts';
import type { Scenario } from './scenario.ts';

const SOME = 'must have at least one entry';

const change = words.check(z.refine((id) => Object.hasOwn(CHANGES, id), { error: 'must be a known change' }));
const release = words.check(
  z.refine((name) => findRelease(name) !== undefined, { error: 'must be a known release' }),
);
const texts = z.array(words).check(z.minLength(1, SOME));
const signs = z.array(z.strictObject({ text: words, when: predicate })).check(z.minLength(1, SOME));

const ONE_REPAIR = { error: 'must have either fix or instead' };

const scenarioFile = z
  .strictObject({
    title: words,
    about: texts,
    source: words,
    platform: words,
    kernel: release,
    cmdline: z._default(z.string(), ''),
    without: z._default(z.array(change), []),
    script: texts,
    fails: signs,
    fix: z.optional(change),
    instead: z.optional(z.strictObject({ text: words, script: texts })),
    passes: signs,
  })
  .check(z.refine(({ fix, instead }) => (fix === undefined) !== (instead === undefined), ONE_REPAIR));

const FILE_NAME = /^([a-z0-9-]+)\.json$/;

/** The name of a scenario, from its file name; undefined for other files. */
export const scenarioName = (file: string): string | undefined => FILE_NAME.exec(file)?.[1];

/**
 * Parses a scenario file.
 *
 * @throws an Error whose message names file and field
 */
export function readScenario(text: string, file: string): Scenario {
  const name = scenarioName(file);
  if (name === undefined) throw new Error(`${file}: a scenario's file is called name.json`);
  return { name, ...readJson(scenarioFile, text, 'scenario', file) };
}
