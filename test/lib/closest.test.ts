import { describe, expect, it } from 'vitest';
import { closest } from '../../src/lib/closest.ts';

const KNOWN = ['subsection-hotplug', 'subsection-v7', 'pfn-padding', 'kmem'];

describe('closest', () => {
  it('finds words that contain the given one, and similarly spelt ones', () => {
    expect(closest('subsection', KNOWN)).toEqual(['subsection-hotplug', 'subsection-v7']);
    expect(closest('subsection-hotplgu', KNOWN)).toEqual(['subsection-hotplug']);
    expect(closest('kmen', KNOWN)).toEqual(['kmem']);
    expect(closest('6', ['4.6', '5.6', '6.0', '6.1', '6.10'])).toEqual(['6.0', '6.1', '6.10']);
    expect(closest('page', ['mixed-page', 'page-map'])).toEqual(['page-map', 'mixed-page']);
  });

  it('finds nothing for a distant word', () => {
    expect(closest('zz', KNOWN)).toEqual([]);
    expect(closest('something-else', KNOWN)).toEqual([]);
  });
});
