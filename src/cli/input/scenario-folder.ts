/** The scenarios of the package. */
import { join } from 'node:path';
import { readScenarios } from '../../experiments/scenarios/library.ts';
import type { Scenario } from '../../experiments/scenarios/scenario.ts';

/** All scenarios, by name. */
export const packagedScenarios = (packageRoot: string): Scenario[] =>
  readScenarios(join(packageRoot, 'fixtures', 'scenarios'));

/** Names of the scenarios that a change fixes. */
export const scenariosShowing = (packageRoot: string, change: string): string[] =>
  packagedScenarios(packageRoot)
    .filter(({ fix }) => fix === change)
    .map(({ name }) => name);
