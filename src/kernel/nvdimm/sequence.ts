/**
 * Sequence numbers, which order copies of a label index block and entries of a BTT log: models nd_inc_seq()
 * of drivers/nvdimm/nd.h, all releases.
 */

/** The sequence number after `seq`, cycling 1, 2, 3, 1; 0 marks a block that was never written. */
export const nd_inc_seq = (seq: number): number => [0, 2, 3, 1][seq % 4]!;
