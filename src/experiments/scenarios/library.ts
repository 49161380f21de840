/** The built-in scenarios. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../../lib/closest.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Scenario } from './scenario.ts';
import { readScenario, scenarioName } from './schema.ts';

/** Every scenario of a folder, by name. */
export const readScenarios = (folder: string): Scenario[] =>
  readdirSync(folder)
    .filter((file) => scenarioName(file) !== undefined)
    .sort()
    .map((file) => readScenario(readFileSync(join(folder, file), 'utf8'), file));

/** The scenario with this name; refuses an unknown one. */
export function findScenario(scenarios: Scenario[], name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    scenarios.map((scenario) => scenario.name),
  );
  throw refusal(`no scenario '${name}'${hint}; see 'memsim scenario list'`, EXIT.usage);
}
