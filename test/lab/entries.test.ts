import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

it('names existing sources in the scripts of package.json', () => {
  const entries = Object.values(scripts).flatMap((line) =>
    line.split(' ').filter((word) => word.endsWith('.ts')),
  );
  expect(entries.length).toBeGreaterThan(3);
  expect(entries.filter((entry) => !existsSync(entry))).toEqual([]);
});
