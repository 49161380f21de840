import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests start programs and browsers, or replay recordings. */
const LONG = /\/test\/(clients|docs|paste|replay|torture|web|machine\/changes)\//;

/** Starts the longest files first, so that no worker is alone with one at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => (LONG.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
