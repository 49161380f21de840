import { expect, it } from 'vitest';
import {
  mapping_labels,
  reap_labels,
  track_label,
  untrack_labels,
} from '../../../../src/kernel/nvdimm/label/active.ts';

const A = 'aaaaaaaa-0000-4000-8000-000000000000';
const B = 'bbbbbbbb-0000-4000-8000-000000000000';

it('tracks all labels of a uuid', () => {
  const labels = mapping_labels();
  for (const [slot, uuid] of [A, B, A].entries()) track_label(labels, { uuid, slot });
  expect(labels.active).toBe(3);
  expect(untrack_labels(labels, A, false)).toEqual([0, 2]);
  expect(untrack_labels(labels, A, false)).toEqual([]);
  expect(labels).toEqual({ ...mapping_labels(), byUuid: { [B]: [1] }, active: 1 });
});

it('frees the labels to reap with those of any uuid, once', () => {
  const labels = mapping_labels();
  for (const [slot, uuid] of [A, B].entries()) track_label(labels, { uuid, slot });
  reap_labels(labels, A);
  expect(untrack_labels(labels, A, false)).toEqual([]);
  expect(untrack_labels(labels, B, true)).toEqual([1, 0]);
  expect(labels).toEqual(mapping_labels());
});
