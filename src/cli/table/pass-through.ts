/** Commands whose words are those of a tool. */
import type { Command } from 'commander';

/** Passes all words to the tool, options included. */
export const passThrough = (command: Command): void =>
  void command.argument('[args...]').allowUnknownOption().passThroughOptions().helpOption(false);
