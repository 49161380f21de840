/**
 * Sequence numbers, by which index blocks of labels and entries of a btt's log say which came later: models
 * nd_inc_seq() of drivers/nvdimm/nd.h, all releases.
 */

/** The sequence number after `seq`: 1, 2, 3, 1, ..; 0 is that of a block that was never written. */
export const nd_inc_seq = (seq: number): number => [0, 2, 3, 1][seq % 4]!;
