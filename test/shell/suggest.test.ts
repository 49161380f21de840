import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/shell/suggest.ts';

const terminal = { width: 40, color: 0, unicode: true } as const;

describe('the list of candidates', () => {
  it('describes each, cut to the width of the terminal', () => {
    const about = 'only namespaces of the region with this id';
    expect(
      listCandidates(
        [
          { value: '--region', about },
          { value: '-v', about: 'more' },
        ],
        terminal,
      ),
    ).toBe('  --region  only namespaces of the reg…\n  -v        more\n');
  });

  it('is in columns without descriptions, with the last parts of paths', () => {
    const values = ['size', 'mode', 'resource', 'uuid', 'holder/'];
    const list = listCandidates(
      values.map((name) => ({ value: `/sys/x/${name}` })),
      terminal,
    );
    expect(list).toBe('  size      mode      resource\n  uuid      holder/\n');
  });

  it('has 100 entries at most', () => {
    const many = Array.from({ length: 250 }, (_, i) => ({ value: `namespace0.${i}` }));
    expect(listCandidates(many, terminal)).toMatch(/and 150 more\n$/);
  });
});
